from uuid import uuid4

import pytest
from tests.factories import EquipmentFactory, MembershipFactory, NeedFactory, OrganisationFactory

from hashiwatashi.consultations.rules import STAFF as CONSULTATION_STAFF
from hashiwatashi.duties.rules import EDITORS as DUTY_EDITORS
from hashiwatashi.duties.rules import FIELD_EDITORS
from hashiwatashi.equipment.rules import EDITORS as EQUIPMENT_EDITORS
from hashiwatashi.exchange.rules import IMPORTERS
from hashiwatashi.matching.rules import REPORTERS
from hashiwatashi.needs.rules import EDITORS as NEED_EDITORS
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import PROFILE_EDITORS
from hashiwatashi.regions.rules import EDITORS as MEASURE_EDITORS
from hashiwatashi.technology.rules import EDITORS as SEED_EDITORS
from hashiwatashi.web.permissions import routes


@pytest.mark.parametrize("route", list(routes()), ids=lambda route: route.path or "/")
def test_every_address_declares_who_may_use_it(route):
    assert route.permission != ""


def test_addresses_have_names_of_their_own():
    names = [route.name for route in routes()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "address",
    [
        "/mypage/",
        "/bag/new/",
        "/searches/",
        "/notices/",
        "/notices/mails/",
        "/needs/new/",
        "/equipment/new/",
        "/seeds/new/",
    ],
)
def test_who_is_not_signed_in_is_asked_to(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={address}")


def test_an_account_without_the_role_is_told_whom_to_ask(client, db):
    client.force_login(MembershipFactory(role=Role.REPRESENTATIVE).account)
    answer = client.get("/equipment/new/")
    assert answer.status_code == 403
    assert "所属機関の管理者に相談してください" in answer.content.decode()


def test_another_organisation_cannot_change_an_entry(client, db):
    equipment = EquipmentFactory()
    client.force_login(MembershipFactory(organisation=OrganisationFactory(), role=Role.CLERK).account)
    assert client.get(f"/equipment/{equipment.uid}/edit/").status_code == 403
    assert client.post(f"/equipment/{equipment.uid}/confirm/").status_code == 403


# Every address that asks for a permission without a record, and the roles that have it.
ROLES = {
    "equipment-add": ("/equipment/new/", EQUIPMENT_EDITORS),
    "consultation-figures": ("/consultations/figures/", CONSULTATION_STAFF),
    "seed-add": ("/seeds/new/", SEED_EDITORS),
    "measure-add": ("/measures/new/", MEASURE_EDITORS),
    "expert-add": ("/experts/new/", PROFILE_EDITORS),
    "reservation-day": ("/reservations/day/", KEEPERS),
    "reservation-usage": ("/reservations/utilisation/", KEEPERS),
    "consultation-texts": ("/consultations/texts/", CONSULTATION_STAFF),
    "consultation-text-add": ("/consultations/texts/new/", CONSULTATION_STAFF),
    "story-ours": ("/stories/ours/", CONSULTATION_STAFF),
    "past-list": ("/past/", CONSULTATION_STAFF),
    "consultation-note": ("/consultations/note/", CONSULTATION_STAFF),
    # There is no such firm: whoever answers is told so, others are not.
    "consultation-firm": (f"/consultations/firms/{uuid4()}/", CONSULTATION_STAFF),
    "plan-add": (f"/plans/firms/{uuid4()}/new/", CONSULTATION_STAFF),
    "field-add": ("/who/fields/new/", FIELD_EDITORS),
    "duty-publish": ("/who/declarations/publish/", DUTY_EDITORS),
    "target-list": ("/who/targets/", DUTY_EDITORS),
    "target-add": ("/who/targets/new/", DUTY_EDITORS),
    "duty-add": ("/who/declarations/new/", DUTY_EDITORS),
    "opening": ("/opening/", KEEPERS),
    "need-add": ("/needs/new/", NEED_EDITORS),
    "need-open": (None, ()),
    "desk-equipment": ("/desk/equipment/", EQUIPMENT_EDITORS),
    "desk-confirm": ("/desk/equipment/confirm/", EQUIPMENT_EDITORS),
    "desk-change": ("/desk/equipment/change/", EQUIPMENT_EDITORS),
    "desk-undo": (f"/desk/equipment/undo/{uuid4()}/", EQUIPMENT_EDITORS),
    "import-start": ("/imports/", IMPORTERS),
    "import-history": ("/imports/history/", IMPORTERS),
    "import-template": ("/imports/templates/equipment/", IMPORTERS),
    "duplicate-list": ("/imports/duplicates/", IMPORTERS),
    # There is no such job or pair, and no GET: whoever may import is told so, others are not.
    "import-job": (f"/imports/{uuid4()}/", IMPORTERS),
    "import-run": (f"/imports/{uuid4()}/run/", IMPORTERS),
    "import-sheet": (f"/imports/{uuid4()}/sheet/", IMPORTERS),
    "import-discard": (f"/imports/{uuid4()}/discard/", IMPORTERS),
    "import-rejects": (f"/imports/{uuid4()}/rejects/csv/", IMPORTERS),
    "work-order-themes": ("/work/themes/", REPORTERS),
    "duplicate-decide": (f"/imports/duplicates/{uuid4()}/", IMPORTERS),
}


def test_every_address_for_some_roles_has_a_row():
    open_to_all = {"public", "signed in"}
    assert set(ROLES) == {
        route.name
        for route in routes()
        if route.permission not in open_to_all and not route.permission.endswith("on the record")
    }


@pytest.mark.parametrize("name", ROLES)
def test_an_address_takes_exactly_the_roles_it_is_for(client, db, name):
    address, roles = ROLES[name]
    address = address or f"/needs/{NeedFactory().uid}/open/"
    let_in = set()
    for role in Role:
        client.force_login(MembershipFactory(role=role).account)
        if client.get(address).status_code != 403:
            let_in.add(role)
    assert let_in == set(roles)
