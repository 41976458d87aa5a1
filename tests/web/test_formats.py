import datetime

import pytest
from django.utils import translation
from tests.factories import EquipmentFactory, NeedFactory, OrganisationFactory

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.spreadsheets import unformulated
from hashiwatashi.matching.answers import Extract, How, Why
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.web import jsonld
from hashiwatashi.web.formats import day, moment, short_day, yen
from hashiwatashi.web.rooms import card_of, room_of
from hashiwatashi.web.tags import by_word, in_words, marked
from hashiwatashi.web.tilemap import tile_map


def test_days_carry_their_weekday_in_japanese():
    with translation.override("ja"):
        assert day(datetime.date(2026, 11, 23)) == "2026年11月23日（月）"
    with translation.override("en"):
        assert day(datetime.date(2026, 11, 23)) == "23 November 2026"


def test_moments_are_told_in_japan_time():
    with translation.override("ja"):
        assert moment(datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)) == "2026年11月24日（火） 01:00"


@pytest.mark.parametrize(
    ("amount", "japanese", "english"),
    [
        (0, "0円", "¥0"),
        (9_999, "9,999円", "¥9,999"),
        (1_500_000, "150万円", "¥1,500,000"),
        (120_000_000, "1億2,000万円", "¥120,000,000"),
        (100_000_500, "1億500円", "¥100,000,500"),
    ],
)
def test_amounts_read_as_people_say_them(amount, japanese, english):
    with translation.override("ja"):
        assert yen(amount) == japanese
    with translation.override("en"):
        assert yen(amount) == english


def test_marks_highlight_and_everything_is_escaped():
    extract = Extract("<b>異物</b>の分析", ((3, 5),))
    assert marked(extract) == "&lt;b&gt;<mark>異物</mark>&lt;/b&gt;の分析"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_starts_a_formula(text):
    assert unformulated(text) == f"'{text}"


def test_plain_text_stays_as_it_is():
    assert unformulated("電子顕微鏡") == "電子顕微鏡"


def test_a_record_cannot_break_out_of_its_structured_data(db):
    equipment = EquipmentFactory(name="</script><script>alert(1)</script>")
    text = jsonld.script(room_of(equipment).described(equipment), "https://example.jp/x")
    assert text.count("</script>") == 1
    assert "\\u003C/script\\u003E" in text


def test_structured_data_leaves_out_what_is_empty(db):
    organisation = OrganisationFactory()
    described = jsonld.script(room_of(organisation).described(organisation), "https://example.jp/x")
    assert '""' not in described
    assert "null" not in described


def test_an_anonymous_need_has_no_owner_on_its_card_or_in_its_data(db):
    need = NeedFactory(level=DisclosureLevel.ANONYMOUS)
    sheet = sheet_for(need, None)
    assert (card_of(sheet).owner, card_of(sheet).prefecture, bool(card_of(sheet).contact)) == (None, None, False)
    assert need.owner.name not in jsonld.script(room_of(sheet).described(sheet), "https://example.jp/x")


def test_the_owner_is_asked_where_a_record_names_no_desk(db):
    owner = OrganisationFactory(contact_phone="022-000-0000")
    assert card_of(EquipmentFactory(owner=owner)).contact.phone == "022-000-0000"
    assert card_of(EquipmentFactory(owner=owner, contact_phone="03-0000-0000")).contact.phone == "03-0000-0000"


def test_the_map_shades_by_count_and_no_squares_overlap(db):
    with translation.override("ja"):
        tiles = tile_map(list(Prefecture.objects.all()), {"13": 100, "04": 1}, lambda area: area.code).tiles
        shades = {tile.prefecture.code: tile.shade for tile in tiles}
        labels = {tile.label for tile in tiles}
    assert (shades["13"], shades["04"], shades["01"]) == (5, 1, 0)
    assert len({(tile.x, tile.y) for tile in tiles}) == 47
    assert labels >= {"東京", "京都", "大阪", "北海道", "神奈川"}


def test_reasons_are_told_once_for_each_word_and_stay_whole():
    parts = (("異物", How.TITLE, 30.0), ("異物", How.TEXT, 25.0), ("分析", How.TEXT, 20.0))
    small = tuple((word, How.TEXT, 5.0) for word in ("小", "中", "大", "上", "下"))
    with translation.override("ja"):
        reasons = by_word(tuple(Why(*part) for part in (*parts, *small)))
    assert [(r.word, r.percent) for r in reasons.shown[:2]] == [("異物", 55.0), ("分析", 20.0)]
    assert reasons.shown[0].fields == "名称、説明"
    assert (len(reasons.shown), reasons.rest) == (5, 10.0)


def test_one_sentence_tells_the_weightiest_words_each_where_it_counted_most():
    parts = (
        ("異物", How.TITLE, 30.0),
        ("異物", How.TEXT, 25.0),
        ("調べる", How.TEXT, 20.0),
        ("分析", How.TEXT, 15.0),
    )
    why = tuple(Why(*part) for part in (*parts, ("粒", How.TEXT, 10.0)))
    with translation.override("ja"):
        assert in_words(why) == "名称に『異物』、説明に『調べる』『分析』があります"
        assert in_words(()) == ""
    with translation.override("en"):
        assert in_words(why) == "Title has “異物”, Description has “調べる”, “分析”."


def test_the_sentence_tells_of_the_kind_and_of_words_near_in_meaning_but_not_of_words_of_asking():
    kind = Why("走査電子顕微鏡", How.KIND, 60.0, "破面観察")
    why = (kind, Why("何", How.LITTLE, 30.0), Why("ひび", How.NEAR, 10.0, "クラック"))
    with translation.override("ja"):
        assert in_words(why) == "「破面観察」に使う機器（走査電子顕微鏡）です。「ひび」に近い「クラック」があります"
        assert in_words((Why("硬さ試験機", How.KIND, 100.0),)) == "お探しの「硬さ試験機」です。"
    with translation.override("en"):
        near = Why("rust", How.NEAR, 10.0, "corrosion")
        assert in_words((Why("hardness tester", How.KIND, 90.0, "hardness test"), near)) == (
            "Serves hardness test (hardness tester). “corrosion”, near to “rust”."
        )


def test_english_pages_call_things_by_their_english_names_where_there_are_any(db):
    equipment = EquipmentFactory(name="走査電子顕微鏡", name_en="Scanning electron microscope")
    with translation.override("en"):
        assert card_of(equipment).title == "Scanning electron microscope"
        assert card_of(EquipmentFactory(name="天びん")).title == "天びん"
    with translation.override("ja"):
        assert card_of(equipment).title == "走査電子顕微鏡"


def test_a_day_within_a_week_is_short():
    assert short_day(datetime.date(2026, 11, 23)) == "11月23日（月）"
    with translation.override("en"):
        assert short_day(datetime.date(2026, 11, 23)) == "Mon 23 Nov"
