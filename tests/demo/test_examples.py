"""What the front page proposes to ask is answered, and by the right kind of thing."""

import re
from html import unescape

import pytest

from hashiwatashi.matching.enums import Kind

# For each example in its order: which kind answers it, and a name that must be among the first five.
RIGHT = (
    (Kind.EQUIPMENT, "顕微赤外分光光度計"),
    (Kind.EQUIPMENT, "X線CT"),
    (Kind.EQUIPMENT, "めっき・陽極酸化の試作ライン"),
    (Kind.EQUIPMENT, "電波暗室"),
    (Kind.EQUIPMENT, "粒度分布測定装置"),
    (Kind.CALL, "新商品チャレンジ補助金"),
)


def examples(client):
    """The addresses behind the examples of the front page."""
    return [unescape(found) for found in re.findall(r'<li><a href="(\?q=[^"]+)"', client.get("/").content.decode())]


def names(client, address, kind):
    """The first five of one kind, as its own page lists them."""
    (section,) = client.get(f"/{address}&kind={kind.value}").context["sections"]
    return [str(hit.record) for hit in section.group.suggestions[:5]]


def test_each_example_brings_the_right_thing_in_the_first_five(client, searchable_world):
    found = examples(client)
    assert len(found) == len(RIGHT)
    right = [any(name in one for one in names(client, a, kind)) for a, (kind, name) in zip(found, RIGHT, strict=True)]
    assert right == [True] * len(RIGHT)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_example_is_asked_as_it_is_written(client, searchable_world, language):
    client.cookies["django_language"] = language
    for address in examples(client):
        answer = client.get(f"/{address}").context["answer"]
        assert answer.text in client.get("/").content.decode()
        assert answer.total > 0
