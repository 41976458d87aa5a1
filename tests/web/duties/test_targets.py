"""The page of target days: set and ended by the institution's own people, told to whoever asks."""

import datetime

import pytest
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.duties.models import Target
from hashiwatashi.duties.targets import set_target
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
SENT = {"function": "consultation", "answer_days": "2", "close_days": "8", "since": "2026-04-01"}


@pytest.fixture
def lab():
    return OrganisationFactory(kind="public_lab", name="架空県工業技術センター", prefecture_id="04")


@pytest.fixture
def clerk(client, lab):
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


def test_it_is_set_changed_and_audited(client, clerk, lab):
    assert client.post("/who/targets/new/", {**SENT, "owner": str(lab.uid)}).status_code == 302
    target = Target.objects.get()
    edit = f"/who/targets/{target.uid}/edit/"
    assert client.post(edit, {**SENT, "version": "1", "close_days": "1"}).status_code == 400
    assert client.post(edit, {**SENT, "version": "1", "until": "2026-03-01"}).status_code == 400
    assert client.post(edit, {**SENT, "version": "1", "answer_days": "3"}).status_code == 302
    assert client.post(edit, {**SENT, "version": "1", "answer_days": "4"}).status_code == 409
    assert client.post("/who/targets/new/", {**SENT, "owner": str(lab.uid)}).status_code == 400
    events = list(AuditEvent.objects.filter(subject_uid=target.uid).values_list("event", flat=True))
    assert events == ["target.set", "target.changed"]


def test_a_new_one_ends_the_one_before_it(client, clerk, lab):
    client.post("/who/targets/new/", {**SENT, "owner": str(lab.uid)})
    before = Target.objects.get()
    later = {**SENT, "owner": str(lab.uid), "since": "2028-04-01", "answer_days": "1"}
    assert client.post("/who/targets/new/", later).status_code == 302
    before.refresh_from_db()
    assert before.until == datetime.date(2028, 4, 1)
    between = client.post("/who/targets/new/", {**SENT, "owner": str(lab.uid), "since": "2027-10-01"})
    assert between.status_code == 400
    (told,) = between.context["form"].errors["since"]
    assert "2026-" not in told


def test_only_its_own_people_change_it(client, clerk, lab):
    target = set_target(
        by=SystemActor("test"),
        owner=OrganisationFactory(),
        function="ip",
        answer_days=3,
        since=datetime.date(2026, 4, 1),
    )
    assert client.get(f"/who/targets/{target.uid}/edit/").status_code == 403
    assert client.post("/who/targets/new/", {**SENT, "owner": str(target.owner.uid)}).status_code == 400
    assert target not in [one for one, _holds in client.get("/who/targets/").context["rows"]]


def test_whoever_asks_is_told_the_day_and_from_where_it_comes(client, clerk, lab):
    set_target(
        by=clerk,
        owner=lab,
        function="consultation",
        answer_days=2,
        close_days=8,
        since=datetime.date(2026, 4, 1),
    )
    client.logout()
    question = {
        "kind": "technical",
        "topic": "さび",
        "text": "さびる",
        "place": "宮城県",
        "contact_mail": "new@example.jp",
    }
    choices = client.post("/consultations/new/", question).context["holder_form"].fields["holder"].choices
    assert any(words in choices[0][1] for words in ("its target", "目標日数"))
    receipt = client.post("/consultations/new/", {**question, "holder": str(lab.uid)}, follow=True)
    stored = Consultation.objects.get()
    assert (stored.due_source, stored.close_by > stored.due_on) == ("target", True)
    told = receipt.content.decode()
    assert str(stored.get_due_source_display()) in told
    assert f"{stored.close_by.month}月{stored.close_by.day}日" in told


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries(client, clerk, lab, django_assert_num_queries, number):
    for year in range(number):
        days = {"since": datetime.date(2020 + year, 4, 1), "until": datetime.date(2021 + year, 4, 1)}
        set_target(by=clerk, owner=lab, function="consultation", answer_days=2, **days)
    client.get("/who/targets/")
    with django_assert_num_queries(6):
        client.get("/who/targets/")
