"""Pages and routes read records through ``visible_to``; where one does not, it says here why."""

import re
from collections import Counter
from pathlib import Path

import pytest

from hashiwatashi.matching.registry import searchables

SOURCE = Path(__file__).parents[2] / "src" / "hashiwatashi"
RECORDS = "|".join(searchable.model.__name__ for searchable in searchables().values())
BESIDE_THE_DOOR = re.compile(
    rf"\b(?:{RECORDS})\.(?!objects\.visible_to\(|_meta\b|DoesNotExist\b)(?:\w*objects|_\w+_manager)\b[^\n]*"
)
# The other side of a relation is no door either.
RELATED = re.compile(
    r"\.(?:equipment|seeds|experts|expert_profiles|needs|calls|stories)\.(?:all|filter|exclude|count|order_by)\("
)
DECIDED = "its owner's people decide on pairs of their own records, operators on all"
ALLOWED = {
    "web/seeds/listing.py": (1, "counts public seeds alone"),
    "web/measures/listing.py": (1, "years of public measures alone"),
    "web/needs/views.py": (1, "an operator opens one need for a reason that is kept"),
    "web/imports/duplicates.py": (5, DECIDED),
    "web/consultations/following.py": (1, "whoever has the link of a question reads the story of it"),
    "api/calls.py": (1, "keys of open calls, within those that are visible"),
}


@pytest.mark.parametrize("layer", ["web", "api"])
def test_pages_and_routes_start_from_what_is_visible(layer):
    found = Counter()
    for path in sorted((SOURCE / layer).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found[str(path.relative_to(SOURCE))] += len(BESIDE_THE_DOOR.findall(text)) + len(RELATED.findall(text))
    allowed = {name: number for name, (number, _reason) in ALLOWED.items() if name.startswith(layer)}
    assert {name: number for name, number in found.items() if number} == allowed


@pytest.mark.parametrize(
    "line",
    ["Need.objects.get(pk=1)", "Seed.objects.all()", "Expert._base_manager.all()", "record.needs.filter(level=2)"],
)
def test_the_rule_sees_a_way_beside_the_door(line):
    assert BESIDE_THE_DOOR.search(line) or RELATED.search(line)


def test_the_rule_lets_the_door_be():
    assert not BESIDE_THE_DOOR.search("Need.objects.visible_to(request.user).for_lists()")
