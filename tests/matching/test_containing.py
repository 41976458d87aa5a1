"""Lists narrowed by the index show what the database alone would show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import EquipmentFactory, SeedFactory

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching import sync
from hashiwatashi.matching.containing import narrowed
from hashiwatashi.matching.enums import Kind
from mekiki import Document
from mekiki.index.embedded import TantivyIndex

pytestmark = pytest.mark.django_db


@pytest.fixture
def build_index(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    return sync.build_index


def listed(client, text):
    return sorted(row.name for row in client.get("/equipment/", {"text": text}).context["rows"])


NAMES = ("ＳＥＭ一式", "FE‐SEM", "ﾏｲｸﾛｽｺｰﾌﾟ", "走査電子顕微鏡", "粘着剤試験機", "KT-100")


@pytest.mark.parametrize("has_index", [True, False])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SEM", {"ＳＥＭ一式", "FE‐SEM"}),
        ("fe-sem", {"FE‐SEM"}),
        ("まいくろすこーぷ", {"ﾏｲｸﾛｽｺｰﾌﾟ"}),
        ("マイクロスコープ", {"ﾏｲｸﾛｽｺｰﾌﾟ"}),
        ("剤", {"粘着剤試験機"}),
        ("電子顕微", {"走査電子顕微鏡"}),
        ("T-1", {"KT-100"}),
        ("電子 走査", {"走査電子顕微鏡"}),
        ("鏡電", set()),
    ],
)
def test_words_find_what_contains_them_however_it_is_written(client, build_index, has_index, text, found):
    for name in NAMES:
        EquipmentFactory(name=name, uses="")
    SeedFactory(title="SEM")
    if has_index:
        build_index()
    assert set(listed(client, text)) == found


def test_the_index_narrows_only_while_it_is_up_to_date(client, build_index):
    EquipmentFactory(name="万能試験機", uses="")
    build_index()
    assert narrowed(Kind.EQUIPMENT, ["旋盤"]) != Q_NOTHING
    EquipmentFactory(name="旋盤", uses="")
    assert listed(client, "旋盤") == ["旋盤"]
    Equipment.objects.update(name="研削盤")
    assert listed(client, "研削") == ["研削盤", "研削盤"]


Q_NOTHING = narrowed(Kind.EQUIPMENT, [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("あいアabcAB剤試 1-", min_size=1, max_size=8), min_size=1, max_size=5), st.data())
def test_every_text_is_found_by_every_part_of_it(texts, data):
    index = TantivyIndex()
    index.update(add=[Document(str(n), text, keywords={"pk": (str(n),)}) for n, text in enumerate(texts)])
    number = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[number]) - 1))
    part = texts[number][start : data.draw(st.integers(start + 1, len(texts[number])))]
    found = index.containing([[part]], only={}, keyword="pk")
    assert str(number) in found
