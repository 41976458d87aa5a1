"""Places by what people write who ask."""

import pytest

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.areas.reading import read_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def towns(db):
    for code, name, area in (
        ("041009", "仙台市", "04"),
        ("042021", "石巻市", "04"),
        ("042153", "大崎市", "04"),
        ("043214", "大河原町", "04"),
        ("342084", "府中市", "34"),
    ):
        Municipality.objects.create(code=code, name=name, prefecture=Prefecture.objects.get(code=area))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("宮城県", ("04", None)),
        ("宮城県仙台市", ("04", "041009")),
        ("宮城県仙台市青葉区", ("04", "041009")),
        ("仙台市青葉区", ("04", "041009")),
        ("仙台市 青葉区", ("04", "041009")),
        ("宮城 仙台", ("04", "041009")),
        ("宮城　仙台市", ("04", "041009")),
        ("石巻", ("04", "042021")),
        ("Miyagi", ("04", None)),
        ("Miyagi Prefecture", ("04", None)),
        ("Miyagi-ken, Japan", ("04", None)),
        ("ＭＩＹＡＧＩ", ("04", None)),
        ("Miyagi 石巻市", ("04", "042021")),
        ("広島県府中市", ("34", "342084")),
    ],
)
def test_what_is_registered_is_understood_as_it_is_written(text, place):
    found = read_place(text)
    assert found.place is not None
    area, town = found.place
    assert (area.code, town and town.code) == place
    assert (found.is_rough, found.offered) == (False, ())


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("東京都大田区", "13"),
        ("東京大田区", "13"),
        ("愛知県豊田市", "23"),
        ("神奈川県川崎市", "14"),
        ("大阪府東大阪市", "27"),
        ("大阪 東大阪", "27"),
        ("東京都府中市", "13"),
        ("横浜市", "14"),
        ("横浜市中区", "14"),
        ("北海道札幌市北区", "01"),
        ("秋田市", "05"),
        ("Sendai, Miyagi", "04"),
        ("Ota City, Tokyo", "13"),
        ("Miyagi 架空町", "04"),
    ],
)
def test_of_a_town_that_is_not_registered_the_prefecture_is(text, area):
    found = read_place(text)
    assert found.place is not None
    assert (found.place[0].code, found.place[1], found.is_rough) == (area, None, True)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("府中市", ("東京都府中市", "広島県府中市")),
        ("伊達市", ("北海道伊達市", "福島県伊達市")),
        ("宮城県大", ("宮城県大崎市", "宮城県大河原町")),
        ("Osaka or Kyoto", ("Kyoto", "Osaka")),
    ],
)
def test_of_several_one_is_chosen_and_none_is_taken(text, offered):
    found = read_place(text)
    assert (found.place, found.offered) == (None, offered)


@pytest.mark.parametrize("text", ["", " ", "架空市", "長野原町", "山形村", "石川町", "Sendai", "(", "区"])
def test_what_may_be_anywhere_is_nowhere(text):
    assert read_place(text).place is None
    assert read_place(text).offered == ()
