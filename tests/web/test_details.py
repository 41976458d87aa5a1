import datetime
import json
import re

import pytest
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
)

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import OrganisationName

pytestmark = pytest.mark.django_db

DETAILS = [
    ("equipment", EquipmentFactory, "IndividualProduct"),
    ("seeds", SeedFactory, "CreativeWork"),
    ("experts", ExpertFactory, "Person"),
    ("calls", CallFactory, "MonetaryGrant"),
    ("needs", NeedFactory, "Demand"),
    ("organisations", OrganisationFactory, "Organization"),
]


@pytest.fixture(autouse=True)
def _index(build_index):
    build_index()


def text_of(client, record, name):
    answer = client.get(f"/{name}/{record.uid}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("name", "factory", "type_"), DETAILS)
def test_a_record_page_describes_itself_to_machines(client, name, factory, type_):
    record = factory()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(client, record, name))
    data = json.loads(script[1])
    assert (data["@type"], data["@id"]) == (type_, f"http://testserver/{name}/{record.uid}/")


@pytest.mark.parametrize(("name", "factory", "type_"), [d for d in DETAILS if d[0] not in {"calls", "organisations"}])
def test_what_a_visitor_may_not_see_is_not_there(client, name, factory, type_):
    record = factory(disclosure=Disclosure.RELATED)
    assert client.get(f"/{name}/{record.uid}/").status_code == 404


def test_the_sheet_of_an_anonymous_need_tells_nothing_of_its_owner(client):
    firm = OrganisationFactory(name="株式会社架空秘密", kind=OrganisationKind.FIRM)
    need = NeedFactory(owner=firm, level=DisclosureLevel.ANONYMOUS)
    assert "架空秘密" not in text_of(client, need, "needs")
    assert need.title not in text_of(client, firm, "organisations")


def test_the_page_of_an_organisation_lists_the_needs_it_put_its_name_to(client):
    need = NeedFactory(level=DisclosureLevel.NAMED)
    assert need.title in text_of(client, need.owner, "organisations")


def test_an_entry_nobody_confirmed_for_a_year_is_flagged(client):
    today = datetime.date.today()
    old = EquipmentFactory(verified_on=today - datetime.timedelta(days=366))
    fresh = EquipmentFactory(verified_on=today - datetime.timedelta(days=364))
    assert "1年以上たっています" in text_of(client, old, "equipment")
    assert "1年以上たっています" not in text_of(client, fresh, "equipment")


def test_a_merged_owner_leads_to_its_successor(client):
    successor = OrganisationFactory(name="架空新大学")
    merged = OrganisationFactory(name="架空旧大学", status=OrganisationStatus.MERGED, successor=successor)
    equipment = EquipmentFactory(owner=merged)
    assert f'href="/organisations/{successor.uid}/"' in text_of(client, equipment, "equipment")
    assert "「架空旧大学」は、現在は「架空新大学」に統合されています" in text_of(client, equipment, "equipment")
    assert "架空旧大学" in text_of(client, successor, "organisations")


def test_former_names_are_told(client):
    organisation = OrganisationFactory()
    OrganisationName.objects.create(organisation=organisation, name="架空県工業試験場")
    assert "架空県工業試験場" in text_of(client, organisation, "organisations")


def test_a_record_names_the_coordinators_of_its_prefecture(client):
    near, far = ExpertFactory(), ExpertFactory()
    near.areas.set(["04"])
    far.areas.set(["13"])
    text = text_of(client, EquipmentFactory(prefecture_id="04"), "equipment")
    assert near.person.name in text
    assert far.person.name not in text


def test_similar_records_are_shown_without_the_record_itself(client, build_index):
    first, *others = EquipmentFactory.create_batch(3, name="万能試験機", uses="引張強さを測る")
    build_index()
    likenesses = client.get(f"/equipment/{first.uid}/").context["likenesses"]
    assert {found.record.pk for found in likenesses[0].suggestions} == {other.pk for other in others}


def test_nothing_of_a_record_can_become_markup(client):
    equipment = EquipmentFactory(name="<img src=x onerror=alert(1)>", uses="<script>alert(2)</script>")
    text = text_of(client, equipment, "equipment")
    assert "<img src=x" not in text
    assert "<script>alert" not in text


LATIN_LABELS = {"ORCID"}


@pytest.mark.parametrize(("name", "factory", "type_"), DETAILS)
def test_every_label_of_a_record_is_japanese(client, name, factory, type_):
    labels = re.findall(r"<dt>(.*?)</dt>", text_of(client, factory(), name))
    assert len(labels) >= 2
    assert [label for label in labels if label.isascii() and label not in LATIN_LABELS] == []


TEXT = "製品に付いた異物を調べる"
# Kind of record, where its text stands, and how many queries its page takes with similar records of every kind.
QUERIES = [
    (EquipmentFactory, "equipment", "uses", 19),
    (SeedFactory, "seeds", "summary", 17),
    (ExpertFactory, "experts", "profile", 12),
    (CallFactory, "calls", "summary", 14),
    (NeedFactory, "needs", "text", 14),
    (OrganisationFactory, "organisations", "about", 12),
]


@pytest.mark.parametrize(("factory", "name", "field", "queries"), QUERIES)
@pytest.mark.parametrize("records", [3, 12])
def test_a_record_page_takes_the_same_queries_however_much_is_like_it(
    client, build_index, django_assert_num_queries, factory, name, field, queries, records
):
    for each, _name, text_field, _queries in QUERIES:
        # Named ones: to the words of an anonymous need no organisation is like.
        named = {"level": DisclosureLevel.NAMED} if each is NeedFactory else {}
        each.create_batch(records, **{text_field: TEXT}, **named)
    record = factory(**{field: TEXT})
    build_index()
    with django_assert_num_queries(queries):
        assert client.get(f"/{name}/{record.uid}/").status_code == 200


@pytest.mark.parametrize(("name", "factory", "_type"), DETAILS)
def test_a_record_is_shown_while_the_index_cannot_be_read(client, settings, caplog, name, factory, _type):
    record = factory()
    (settings.SEARCH_INDEX / "current").write_text("v0-1", encoding="ascii")
    answer = client.get(f"/{name}/{record.uid}/")
    assert (answer.status_code, answer.context.get("likenesses", [])) == (200, [])
    assert ("hashi index build" in caplog.text) == ("likenesses" in answer.context)
