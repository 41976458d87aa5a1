"""Places by what people write."""

import pytest

from hashiwatashi.areas.gazetteer import Gazetteer, place_of
from hashiwatashi.areas.models import Municipality, Prefecture

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns(db):
    for code, name, area in (
        ("041009", "仙台市", "04"),
        ("131234", "府中市", "13"),
        ("342084", "府中市", "34"),
    ):
        Municipality.objects.create(code=code, name=name, prefecture=Prefecture.objects.get(code=area))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("宮城県", ("04", None)),
        ("宮城", ("04", None)),
        ("04", ("04", None)),
        ("Miyagi", ("04", None)),
        ("仙台市", ("04", "041009")),
        ("宮城県仙台市", ("04", "041009")),
        ("041009", ("04", "041009")),
        ("広島県府中市", ("34", "342084")),
        ("府中市", None),
        ("架空市", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_its_name_as_it_is_written(towns, text, place):
    found = place_of(text)
    assert (found and (found[0].code, found[1].code if found[1] else None)) == place


def test_two_queries_find_any_number_of_places(towns, django_assert_num_queries):
    names = ["仙台市", "宮城県", "広島県府中市", *(f"架空{number}市" for number in range(50))]
    with django_assert_num_queries(2):
        places = Gazetteer(names)
        found = [places.find(name) for name in names]
    assert [str(place[1] or place[0]) for place in found if place] == ["宮城県仙台市", "宮城県", "広島県府中市"]
