"""What users met when they walked through the site, and how it is right."""

import datetime
import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import CallFactory, EquipmentFactory, ExpertFactory, MembershipFactory, NeedFactory, SeedFactory

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.numbers import key_of, receipt_number
from hashiwatashi.people.enums import Role
from hashiwatashi.web.rooms import room_of
from hashiwatashi.web.tilemap import tile_map

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_open_calls_come_first_by_their_deadline_and_closed_ones_last(client):
    now = timezone.now()
    times = {
        "来月まで": (None, now + 30 * DAY),
        "ずっと": (None, None),
        "これから": (now + DAY, now + 60 * DAY),
        "先月まで": (None, now - 30 * DAY),
        "昨日まで": (None, now - DAY),
        "あすまで": (None, now + DAY),
        "百年後": (None, now + 36_500 * DAY),
    }
    for title, (opens, closes) in times.items():
        CallFactory(title=title, opens_at=opens, closes_at=closes)
    shown = [row.title for row in client.get("/calls/").context["rows"]]
    assert shown == ["あすまで", "来月まで", "百年後", "ずっと", "これから", "昨日まで", "先月まで"]


def test_who_asks_for_open_calls_is_shown_calls_alone(client, build_index):
    EquipmentFactory(name="試作の装置")
    CallFactory(title="試作の補助金")
    build_index()
    sections = client.get("/", {"q": "試作", "open_calls": "on"}).context["sections"]
    assert [section.group.kind for section in sections] == [Kind.CALL]


def test_a_list_without_hits_hands_the_words_on_to_the_search(client):
    page = client.get("/equipment/", {"text": "無い装置"}).content.decode()
    assert "/?q=%E7%84%A1%E3%81%84%E8%A3%85%E7%BD%AE" in page
    assert 'value="無い装置"' in page


def test_a_need_has_a_number_that_can_be_read_out(client):
    need = NeedFactory()
    client.force_login(MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account)
    number = receipt_number(need)
    assert re.fullmatch(r"N-\d{6}-\d", number)
    assert number in client.get(f"/needs/{need.uid}/done/").content.decode()
    assert number in client.get(f"/needs/{need.uid}/").content.decode()
    NeedFactory()
    for written in (number, number.lower(), number.replace("-", ""), "Ｎ－" + number[2:]):
        assert [row.uid for row in client.get("/needs/", {"text": written}).context["rows"]] == [need.uid]


@given(st.integers(1, 10**9), st.integers(0, 9), st.integers(0, 9))
def test_a_slip_of_one_digit_names_no_need(key, place, digit):
    number = receipt_number(Need(pk=key))
    assert key_of(number) == key
    digits = [at for at, character in enumerate(number) if character.isdigit()]
    at = digits[place % len(digits)]
    slipped = number[:at] + str(digit) + number[at + 1 :]
    assert key_of(slipped) == (key if slipped == number else None)


def test_a_badge_says_something(client, build_index):
    """What was never confirmed says so on its own page; in lists only what was confirmed once and is old does."""
    EquipmentFactory(name="取り込んだ装置", verified_on=None)
    EquipmentFactory(name="古い装置", verified_on=timezone.localdate() - 400 * DAY)
    build_index()
    (section,) = (s for s in client.get("/?q=装置").context["sections"] if s.group.kind == Kind.EQUIPMENT)
    page = client.get("/?q=装置").content.decode()
    assert len(section.group.suggestions) == 2
    assert page.count("1年以上未確認") == 1


def test_where_nobody_is_named_the_source_page_is_the_way(client):
    link = "https://example.jp/source/1"
    page = client.get(f"/equipment/{EquipmentFactory(source_url=link).uid}/").content.decode()
    assert re.search(rf'class="button[^>]*href="{link}"', page)
    named = EquipmentFactory(source_url=link, contact_phone="022-000-0000")
    assert not re.search(rf'class="button[^>]*href="{link}"', client.get(f"/equipment/{named.uid}/").content.decode())


def test_a_project_of_a_public_list_promises_no_agreement(client):
    project, offered = SeedFactory(source="kaken", source_key="1"), SeedFactory()
    pages = [client.get(f"/seeds/{seed.uid}/").content.decode() for seed in (project, offered)]
    assert ["秘密保持" in page for page in pages] == [False, True]


def test_every_square_of_the_english_map_has_a_word_of_its_own(client):
    client.cookies["django_language"] = "en"
    client.get("/")
    prefectures = list(Prefecture.objects.all())
    from django.utils import translation  # the map speaks the language of the page

    with translation.override("en"):
        tiles = tile_map(prefectures, {}, lambda area: "").tiles
        assert len({tile.short for tile in tiles}) == 47


# What schema.org gives each type we use (https://schema.org/docs/full.html, 2026), itself and from above.
THING = {"name", "alternateName", "description", "identifier", "sameAs", "subjectOf", "url", "image"}
ALLOWED = {
    "Person": THING | {"jobTitle", "knowsAbout", "affiliation", "workLocation"},
    "MonetaryGrant": THING | {"funder", "amount"},
    "Event": THING | {"startDate", "endDate"},
    "MonetaryAmount": THING | {"maxValue", "currency"},
    "AdministrativeArea": THING,
    "Organization": THING | {"address", "telephone", "email"},
    "PropertyValue": THING | {"propertyID", "value"},
}


def _walk(value):
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def test_linked_data_uses_the_words_that_schema_org_has_for_the_type():
    expert = ExpertFactory()
    expert.areas.set(["04"])
    now = timezone.now()
    call = CallFactory(opens_at=now, closes_at=now + DAY, max_amount_yen=1, funder=expert.organisation)
    for record in (expert, call):
        for thing in _walk(room_of(record).described(record)):
            kind = thing.get("@type")
            unknown = set(thing) - {"@type", "@context"} - ALLOWED[kind]
            assert unknown == set(), kind
