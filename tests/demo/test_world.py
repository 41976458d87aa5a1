"""The demo world is whole, invented, safe and told well."""

from __future__ import annotations

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from tests.demo.conftest import DAY

from hashiwatashi.common.audit import trail
from hashiwatashi.demo import texts
from hashiwatashi.demo.instruments import standing_instruments
from hashiwatashi.demo.logins import logins
from hashiwatashi.demo.marking import CREDIT, SOURCE
from hashiwatashi.demo.world import make_world
from hashiwatashi.equipment.enums import OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind, Role
from hashiwatashi.people.models import Account, Expert, Person
from hashiwatashi.regions.models import Measure
from hashiwatashi.reservations.approvers import may_decide_among
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.technology.models import Seed

MARKED = (Organisation, Expert, Equipment, Seed, Call, Need, Measure)


def test_counts_are_those_of_the_plan(world):
    assert world == {
        "organisations": 58,
        "experts": 60,
        "equipment": 300,
        "seeds": 120,
        "calls": 30,
        "needs": 50,
        "measures": 12,
        "accounts": 12,
        "consultations": 120,
        "stories": 9,
        "reservations": 42,
        "courses": 3,
    }
    assert {model.__name__: model.objects.count() for model in (*MARKED, Person, Account)} == {
        "Organisation": 58,
        "Expert": 60,
        "Equipment": 300,
        "Seed": 120,
        "Call": 30,
        "Need": 50,
        "Measure": 12,
        "Person": 60,
        "Account": 16,
    }
    assert {kind.value: Organisation.objects.filter(kind=kind).count() for kind in OrganisationKind} == {
        "firm": 40,
        "public_lab": 4,
        "university": 3,
        "national_institute": 1,
        "tlo": 1,
        "coordination_office": 2,
        "prefecture": 2,
        "municipality": 4,
        "ministry": 1,
        "other": 0,
    }


def test_every_record_says_that_it_is_invented(world):
    for model in MARKED:
        assert set(model.objects.values_list("source", "credit")) == {(SOURCE, CREDIT)}, model
    assert not [name for name in Organisation.objects.values_list("name", flat=True) if "（架空）" not in name]


def test_a_second_load_changes_nothing(world):
    lines = trail.AuditEvent.objects.count()

    assert make_world(day=DAY + datetime.timedelta(days=30)) == {}
    assert trail.AuditEvent.objects.count() == lines
    assert not list(trail.broken_lines())


def test_addresses_and_numbers_reach_nobody(world):
    contactable = [model for model in MARKED if model not in {Need, Measure}]
    mails = [
        *Account.objects.values_list("email", flat=True),
        *(mail for model in contactable for mail in _contacts(model, "contact_mail")),
    ]
    phones = [phone for model in contactable for phone in _contacts(model, "contact_phone")]

    assert {mail.partition("@")[2] for mail in mails if mail} == {"example.jp"}
    assert not [phone for phone in phones if phone and not re.fullmatch(r"000-0000-\d{4}", phone)]
    assert not [model for model in MARKED if model.objects.exclude(source_url="").exists()]


def _contacts(model, name):
    return model.objects.values_list(name, flat=True)


def test_one_confirmed_login_for_each_role_and_one_operator(world):
    members = Account.objects.filter(is_superuser=False, memberships__isnull=False)
    roles = list(members.values_list("memberships__role", flat=True))

    assert sorted({*roles}) == sorted(Role.values)
    assert Account.objects.filter(is_superuser=True, is_staff=True).count() == 1
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 16


@pytest.mark.parametrize("number", range(2))
def test_printed_passwords_open_the_door(world, number):
    login = logins()[number]

    assert Account.objects.get(email=login.email).check_password(login.password)


def test_the_director_has_two_applications_to_decide(world):
    director = Account.objects.get(email="director@example.jp")
    assert len(may_decide_among(director, Reservation.objects.all())) == 2
    roles = {login.email: login.role for login in logins()}
    assert len(roles) == len(set(roles.values()))
    assert re.search("Director|機関長", roles[director.email])


def test_a_need_never_names_its_owner(world):
    for need in Need.objects.select_related("owner"):
        name = need.owner.name.removesuffix("（架空）")
        told = f"{need.title}{need.text}{need.sector}{need.region_wish}"
        town = need.owner.address.removeprefix("北浜県").removeprefix("潮路県")
        assert not [part for part in (name, town, "北浜", "潮路") if part in told], need.title


def test_needs_stand_at_every_step_of_disclosure(world):
    assert {level: Need.objects.filter(level=level).count() for level in DisclosureLevel} == {0: 4, 1: 38, 2: 8}


def test_texts_differ_from_each_other(world):
    titles = [*Seed.objects.values_list("title", flat=True), *Need.objects.values_list("title", flat=True)]
    summaries = [*Seed.objects.values_list("summary", flat=True), *Need.objects.values_list("text", flat=True)]
    headlines = list(Expert.objects.values_list("headline", flat=True))
    uses = {row["uses"] for row in texts.tables("equipment")}

    assert (len({*titles}), len({*summaries}), len({*headlines})) == (170, 170, 60)
    assert len(uses) == len(texts.tables("equipment"))


def test_the_catalogue_has_entries_in_every_state(world):
    running, stopped, retired = (Equipment.objects.filter(status=status).count() for status in OperatingStatus)

    assert (running, stopped, retired) == (286, 12, 2)
    assert Equipment.objects.unverified_on(DAY).count() == 67
    assert Equipment.objects.values("external_use").distinct().count() == 4
    assert Equipment.objects.filter(verified_on__gt=DAY).count() == 0


def test_stopped_instruments_named_in_the_tables_exist():
    keys = {standing.key for standing in standing_instruments()}

    assert {*texts.labs()["stopped"], *texts.labs()["retired"]} <= keys


def test_calls_are_open_coming_and_closed(world):
    noon = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
    opened = Call.objects.open_at(noon).count()
    coming = Call.objects.filter(opens_at__gt=noon).count()
    closed = Call.objects.filter(closes_at__lte=noon).count()

    assert (opened, coming, closed) == (24, 3, 3)
    assert Call.objects.get(source_key="c-bridge").title == "令和8年度 地域技術橋渡し研究開発補助金（第2回）"
    assert Call.objects.get(source_key="c-circular").has_no_limit is True


def test_coordinators_work_across_both_prefectures(world):
    both = Expert.objects.filter(kind=ExpertKind.COORDINATOR, areas="04").filter(areas="34")

    assert both.count() == 4
    assert Expert.objects.in_office_on(DAY).count() == 60


def test_further_prefectures_are_on_the_map(world):
    codes = {
        *Equipment.objects.values_list("prefecture", flat=True),
        *Need.objects.values_list("owner__prefecture", flat=True),
    }

    assert codes >= {"01", "04", "08", "13", "15", "20", "23", "27", "34", "37", "40"}
