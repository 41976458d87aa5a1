"""Only who may change something does, only by POST or PATCH, and only from our own pages."""

import pytest
from tests.leaks.planted import VISITORS
from tests.leaks.reads import WEB
from tests.leaks.writes import POSTS, stored

pytestmark = pytest.mark.django_db
PATCHES = {
    "equipment": ("equipment", "public", {"name": "別の名前"}),
    "seeds": ("seed", "public", {"title": "別の題"}),
    "measures": ("measure", "public", {"title": "別の題"}),
    "needs": ("need", "named", {"title": "別の題", "level": 2}),
}
# Of those who may not, by visitor.
PATCH_REFUSED = {"outsider": 401, "stranger": 403, "former": 403, "colleague": 403, "operator": 403}
ONLY_POST = [name for name, row in POSTS.items() if not row.takes_get]


@pytest.mark.parametrize(
    ("name", "visitor"), [(name, visitor) for name in POSTS for visitor in VISITORS if visitor not in POSTS[name].may]
)
def test_who_may_not_changes_nothing(as_visitor, world, name, visitor):
    row = POSTS[name]
    address, client = row.address(world), as_visitor(visitor)
    before = stored()
    answer = client.post(address, row.data(world))
    assert answer.status_code == row.refusal(visitor)
    assert "/accounts/login/" in answer.headers.get("Location", "") or visitor != "outsider"
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "visitor"),
    [(name, visitor) for name, row in POSTS.items() for visitor in sorted(row.may) if row.is_tried],
)
def test_who_may_does(as_visitor, world, name, visitor):
    row = POSTS[name]
    address = row.address(world)
    before = stored()
    assert as_visitor(visitor).post(address, row.data(world)).status_code == row.answers
    assert (stored() != before) == row.changes


@pytest.mark.parametrize("name", ONLY_POST)
def test_an_address_that_acts_takes_no_get(as_visitor, world, name):
    address = POSTS[name].address(world)
    visitor = "editor" if "editor" in POSTS[name].may else "operator"
    before = stored()
    assert as_visitor(visitor).get(address).status_code == 405
    assert stored() == before


def test_an_address_is_read_or_acts_or_is_a_form():
    assert set(ONLY_POST).isdisjoint(WEB)
    assert set(POSTS) - set(ONLY_POST) <= set(WEB)


@pytest.mark.parametrize("name", [name for name, row in POSTS.items() if not row.from_elsewhere])
def test_a_form_from_elsewhere_is_refused(as_visitor, world, name):
    row = POSTS[name]
    address = row.address(world)
    before = stored()
    assert as_visitor("editor", enforce_csrf_checks=True).post(address, row.data(world)).status_code == 403
    assert stored() == before


def patch(client, address, changes):
    return client.patch(address, changes, content_type="application/json", headers={"if-match": '"1"'})


@pytest.mark.parametrize("name", PATCHES)
def test_the_api_changes_a_record_for_its_owners_people_alone(as_visitor, world, name):
    kind, state, changes = PATCHES[name]
    address = f"/api/v1/{name}/{world.one(kind, state).record.uid}"
    before = stored()
    for visitor, status in PATCH_REFUSED.items():
        assert patch(as_visitor(visitor), address, changes).status_code == status
    assert patch(as_visitor("editor", enforce_csrf_checks=True), address, changes).status_code == 403
    assert stored() == before
    assert patch(as_visitor("editor"), address, changes).status_code == 200
    assert stored() != before


@pytest.mark.parametrize("name", PATCHES)
def test_the_api_does_not_tell_that_a_hidden_record_is_there(as_visitor, world, name):
    kind, _state, changes = PATCHES[name]
    hidden = world.one(kind, "withdrawn" if kind == "need" else "related").record
    before = stored()
    for visitor in ("stranger", "former", "operator"):
        assert patch(as_visitor(visitor), f"/api/v1/{name}/{hidden.uid}", changes).status_code == 404
    assert stored() == before
