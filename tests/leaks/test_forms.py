"""On every page each field has an id of its own: a label leads into the form in which it stands."""

import pytest
from tests.leaks.reads import WEB
from tests.markup import faults

pytestmark = pytest.mark.django_db


def test_a_field_of_another_form_is_a_fault():
    first = '<form><label for="id_text">話</label><textarea id="id_text"></textarea></form>'
    assert faults(first) == set()
    assert faults(first + first) == {"twice: id_text", "label: id_text"}
    assert faults('<form><label for="id_none">話</label></form>') == {"label: id_none"}


@pytest.mark.parametrize("name", WEB)
def test_no_field_bears_the_id_of_another(as_visitor, world, name):
    # To the institution's people the most forms are shown.
    client = as_visitor("editor")
    answers = {address: client.get(address) for address in WEB[name].addresses(world)}
    pages = {a: one.content.decode() for a, one in answers.items() if "html" in one.headers.get("Content-Type", "")}
    assert {address: faults(page) for address, page in pages.items() if faults(page)} == {}
