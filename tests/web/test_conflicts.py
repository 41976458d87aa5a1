"""Two people change one record: the second sees both versions, and nothing is lost."""

import pytest
from tests.factories import EquipmentFactory, MembershipFactory, NeedFactory, SeedFactory

from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db

KINDS = {
    "equipment": (EquipmentFactory, Role.CLERK, "name", "maker", "model"),
    "seeds": (SeedFactory, Role.RESEARCHER, "title", "summary", "field"),
    "needs": (NeedFactory, Role.REPRESENTATIVE, "title", "text", "sector"),
}


@pytest.fixture(params=KINDS)
def edited(request, client):
    """A record, the form as it was opened, and the fields used below."""
    factory, role, *fields = KINDS[request.param]
    record = factory()
    client.force_login(MembershipFactory(organisation=record.owner, role=role).account)
    address = f"/{request.param}/{record.uid}/edit/"
    form = client.get(address).context["form"]
    opened = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    return client, record, address, opened, fields


def test_the_second_sees_both_versions_and_can_save_then(edited):
    client, record, address, opened, (title, both, theirs) = edited
    assert client.post(address, {**opened, both: "一人目", theirs: "一人目だけ"}).status_code == 302

    page = client.post(address, {**opened, both: "二人目", title: "二人目の題"})

    assert page.status_code == 409
    shown = {field.name: (field.mine, field.theirs, field.is_taken) for field in page.context["form"].conflicts}
    assert shown[both] == ("二人目", "一人目", False)
    assert (shown[theirs][1], shown[theirs][2]) == ("一人目だけ", True)
    record.refresh_from_db()
    assert (getattr(record, both), record.version) == ("一人目", 2)

    again = {bound.html_name: bound.value() for bound in page.context["form"] if bound.value() not in (None, "")}
    assert client.post(address, again).status_code == 302
    record.refresh_from_db()
    assert (getattr(record, title), getattr(record, both), getattr(record, theirs)) == (
        "二人目の題",
        "二人目",
        "一人目だけ",
    )


def test_a_form_without_its_version_is_refused(edited):
    client, record, address, opened, (title, *_) = edited
    page = client.post(address, {**opened, "version": "", title: "題"})
    record.refresh_from_db()
    assert (page.status_code, record.version) == (400, 1)
