"""The demo world as a whole: made once, in one transaction, with the actions that users have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict
from hashiwatashi.demo.bodies import make_bodies
from hashiwatashi.demo.candidates import gather_candidates
from hashiwatashi.demo.catalogue import make_calls, make_needs, make_seeds
from hashiwatashi.demo.consultations import make_consultations
from hashiwatashi.demo.drawings import picture_instruments
from hashiwatashi.demo.duties import declare_duties
from hashiwatashi.demo.firms import assess_firms
from hashiwatashi.demo.instruments import make_instruments
from hashiwatashi.demo.joining import begin_joining
from hashiwatashi.demo.licences import make_licences
from hashiwatashi.demo.logins import make_accounts
from hashiwatashi.demo.marking import DEMO, SOURCE
from hashiwatashi.demo.measures import make_measures
from hashiwatashi.demo.opening import open_labs
from hashiwatashi.demo.persons import make_persons
from hashiwatashi.demo.places import make_municipalities
from hashiwatashi.demo.plans import make_plans
from hashiwatashi.demo.reservations import make_reservations
from hashiwatashi.demo.stories import make_stories
from hashiwatashi.demo.writing import begin_to_write
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.reminders import remind_of_unconfirmed
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Person
from hashiwatashi.regions.models import Measure
from hashiwatashi.technology.models import Seed

_TABLES: tuple[type[models.Model], ...] = (Organisation, Person, Account, Equipment, Seed, Call, Need, Measure)


def world_stands() -> bool:
    """Whether this database holds the demo world."""
    return Organisation.objects.filter(source=SOURCE).exists()


def make_world(*, day: date, tell: Callable[[str], None] = lambda _step: None) -> Mapping[str, int]:
    """Fill an empty database with the demo world as of ``day``; how many of each were made, by name of the table.

    Makes nothing and returns an empty mapping where the world stands already. Raises `Conflict` where other data
    is found, because demo accounts with known passwords must not get into a real installation. ``tell`` is called
    with the name of each step.
    """
    if world_stands():
        return {}
    _refuse_real_data()
    with transaction.atomic():
        make_municipalities()
        tell(_("organisations"))
        bodies = make_bodies()
        tell(_("people"))
        persons = make_persons(bodies, day=day)
        tell(_("equipment"))
        equipment = make_instruments(bodies, day=day)
        picture_instruments()
        tell(_("seeds, calls and needs"))
        seeds = make_seeds(bodies, persons)
        calls = make_calls(bodies, day=day)
        needs = make_needs(bodies, day=day)
        measures = make_measures(bodies, day=day)
        tell(_("accounts"))
        accounts = make_accounts(bodies, persons, day=day)
        remind_of_unconfirmed(day=day, by=DEMO)
        gather_candidates()
        begin_joining(bodies, day=day)
        declare_duties(bodies, day=day)
        assess_firms(bodies, day=day)
        open_labs(bodies, day=day)
        tell(_("consultations"))
        consultations = make_consultations(bodies, day=day)
        make_plans(bodies, day=day)
        begin_to_write(bodies)
        stories = make_stories()
        reservations = make_reservations(bodies, day=day)
        courses = make_licences(bodies, day=day)
    return {
        "organisations": len(bodies),
        "experts": len(persons),
        "equipment": equipment,
        "seeds": seeds,
        "calls": calls,
        "needs": needs,
        "measures": measures,
        "accounts": accounts,
        "consultations": consultations,
        "stories": stories,
        "reservations": reservations,
        "courses": courses,
    }


def _refuse_real_data() -> None:
    for table in _TABLES:
        if table._default_manager.exists():
            raise Conflict(
                _(
                    "This database holds other data (%(table)s). The demo needs an empty one: "
                    "choose another folder with HASHI_HOME=/path/to/a/new/folder."
                )
                % {"table": table._meta.verbose_name_plural}
            )
