"""Each bound of each list narrows it to what it says, on the page and in the file."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    NeedFactory,
    OrganisationFactory,
    PersonFactory,
    SeedFactory,
)

from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.web.calls.listing import CATALOGUE as CALLS
from hashiwatashi.web.equipment.listing import CATALOGUE as EQUIPMENT
from hashiwatashi.web.experts.listing import CATALOGUE as EXPERTS
from hashiwatashi.web.needs.listing import CATALOGUE as NEEDS
from hashiwatashi.web.organisations.listing import CATALOGUE as ORGANISATIONS
from hashiwatashi.web.seeds.listing import CATALOGUE as SEEDS

pytestmark = pytest.mark.django_db
WANTED, OTHER = "求める記録", "ほかのもの"


def elsewhere():
    return OrganisationFactory(name="架空の遠い機関", prefecture_id="47")


def equipment():
    large = [EquipmentClass.objects.create(large=name) for name in ("分析装置", "加工装置")]
    wanted = {"equipment_class": large[0], "external_use": ExternalUse.OPEN, "verified_on": timezone.localdate()}
    EquipmentFactory(name=WANTED, name_en="SEM", prefecture_id="13", **wanted)
    other = {"equipment_class": large[1], "external_use": ExternalUse.CLOSED, "status": OperatingStatus.RETIRED}
    EquipmentFactory(name=OTHER, prefecture_id="14", **other)


def seeds():
    SeedFactory(title=WANTED, field="材料", owner=OrganisationFactory(prefecture_id="13"))
    SeedFactory(title=OTHER, field="食品", owner=elsewhere())


def experts():
    near = OrganisationFactory(prefecture_id="13")
    wanted = ExpertFactory(person=PersonFactory(name=WANTED), organisation=near, kind=ExpertKind.COORDINATOR)
    wanted.areas.set(["04", "13"])
    ExpertFactory(person=PersonFactory(name=OTHER), organisation=elsewhere(), kind=ExpertKind.RESEARCHER)


def calls():
    now = timezone.now()
    CallFactory(title=WANTED, is_nationwide=False, closes_at=now + timedelta(days=1)).areas.set(["13"])
    CallFactory(title=OTHER, is_nationwide=False, closes_at=now - timedelta(days=1)).areas.set(["47"])


def nationwide_calls():
    CallFactory(title=WANTED, is_nationwide=False).areas.set(["13"])
    CallFactory(title=OTHER)


def needs():
    named = {"level": DisclosureLevel.NAMED}
    near = OrganisationFactory(prefecture_id="13")
    NeedFactory(title=WANTED, kind=NeedKind.PUBLISHED_THEME, owner=near, **named)
    NeedFactory(title=OTHER, kind=NeedKind.REGISTERED, owner=elsewhere(), **named)


def organisations():
    wanted = OrganisationFactory(name=WANTED, kind=OrganisationKind.UNIVERSITY, prefecture_id="13")
    SeedFactory(owner=wanted)
    OrganisationFactory(name=OTHER, kind=OrganisationKind.FIRM, prefecture_id="47")


_EQUIPMENT = {
    "field": "分析装置",
    "instrument": "sem",
    "open_to_outsiders": "on",
    "confirmed": "on",
    "in_use": "on",
}
LISTS = {
    "equipment": (EQUIPMENT, equipment, _EQUIPMENT),
    "seeds": (SEEDS, seeds, {"field": "材料"}),
    "experts": (EXPERTS, experts, {"kind": ExpertKind.COORDINATOR.value, "covering": "04"}),
    "calls": (CALLS, calls, {"open_now": "on", "without_nationwide": "on"}),
    "needs": (NEEDS, needs, {"kind": NeedKind.PUBLISHED_THEME.value}),
    "organisations": (ORGANISATIONS, organisations, {"kind": OrganisationKind.UNIVERSITY.value, "offering": "on"}),
}
EVERYWHERE = {"text": WANTED, "prefecture": "13"}


@pytest.mark.parametrize("path", LISTS)
def test_each_bound_of_a_list_has_a_row(path):
    catalogue, _make, own = LISTS[path]
    assert set(catalogue.bounds({}).fields) == {*EVERYWHERE, *own}


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path in LISTS for name in {**EVERYWHERE, **LISTS[path][2]}]
)
def test_a_bound_narrows_the_list_and_its_file(client, path, name):
    _catalogue, make, own = LISTS[path]
    {"without_nationwide": nationwide_calls}.get(name, make)()
    query = {name: {**EVERYWHERE, **own}[name]}
    whole = client.get(f"/{path}/").content.decode()
    page = client.get(f"/{path}/", query)
    file = b"".join(client.get(f"/{path}/", {**query, "export": "csv"}).streaming_content).decode()
    assert (WANTED in whole, OTHER in whole) == (True, True)
    rows = "".join(str(getattr(row, "title", row)) for row in page.context["rows"])
    assert (WANTED in rows, OTHER in rows) == (True, False)
    assert (WANTED in file, OTHER in file) == (True, False)
