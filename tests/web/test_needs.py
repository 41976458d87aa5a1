import datetime

import pytest
from tests.factories import MembershipFactory, NeedFactory, OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.enums import DisclosureLevel, NeedStage
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(name="株式会社架空秘密", kind=OrganisationKind.FIRM, prefecture_id="13")


@pytest.fixture
def representative(firm, client):
    account = MembershipFactory(organisation=firm, role=Role.REPRESENTATIVE).account
    client.force_login(account)
    return account


def titles(client, address):
    return [sheet.title for sheet in client.get(address).context["rows"]]


@pytest.mark.parametrize("level", [DisclosureLevel.TITLE, DisclosureLevel.ANONYMOUS])
def test_the_owner_of_an_anonymous_need_shows_in_no_list_or_file(client, firm, level):
    NeedFactory(owner=firm, level=level)
    assert "架空秘密" not in client.get("/needs/").content.decode()
    assert "架空秘密" not in b"".join(client.get("/needs/?export=csv").streaming_content).decode()
    assert "架空秘密".encode() not in client.get("/needs/?export=xlsx").content


def test_bounds_cannot_be_used_to_guess_what_is_withheld(client, firm):
    NeedFactory(owner=firm, level=DisclosureLevel.TITLE, title="部品", text="特別な合金")
    assert titles(client, "/needs/?text=架空秘密") == []
    assert titles(client, "/needs/?text=合金") == []
    assert titles(client, "/needs/?prefecture=13") == []


def test_a_named_need_is_found_by_its_owner_and_place(client, firm):
    NeedFactory(owner=firm, level=DisclosureLevel.NAMED, title="部品")
    assert titles(client, "/needs/?text=架空秘密") == ["部品"]
    assert titles(client, "/needs/?prefecture=13") == ["部品"]


def answers(firm, **more):
    return {
        "owner": str(firm.uid),
        "title": "めっきのはがれを止めたい",
        "text": "半年ではがれる",
        "level": "1",
        "disclosure": "public",
        **more,
    }


def test_nothing_is_stored_before_the_confirm_page_is_answered(client, firm, representative):
    page = client.post("/needs/new/", answers(firm))
    assert "入力内容の確認" in page.content.decode()
    assert "めっきのはがれを止めたい" in page.content.decode()
    assert Need.objects.count() == 0


def test_registering_ends_with_a_receipt(client, firm, representative):
    page = client.post("/needs/new/", answers(firm, register="1"))
    need = Need.objects.get()
    assert (need.owner, need.title, need.level) == (firm, "めっきのはがれを止めたい", DisclosureLevel.ANONYMOUS)
    assert page.headers["Location"] == f"/needs/{need.uid}/done/"
    assert str(need.uid) in client.get(page.headers["Location"]).content.decode()
    assert AuditEvent.objects.get().event == "need.registered"


def test_one_can_go_back_from_the_confirm_page_without_typing_again(client, firm, representative):
    page = client.post("/needs/new/", answers(firm, again="1"))
    assert 'value="めっきのはがれを止めたい"' in page.content.decode()
    assert Need.objects.count() == 0


def test_the_text_of_a_search_becomes_the_text_of_the_need(client, representative):
    form = client.get("/needs/new/", {"text": "さびを止めたい\n海沿いの工場"}).context["form"]
    assert (form["title"].value(), form["text"].value()) == ("さびを止めたい", "さびを止めたい\n海沿いの工場")


def test_a_need_cannot_be_registered_for_somebody_else(client, representative):
    stranger = OrganisationFactory()
    page = client.post("/needs/new/", answers(stranger, register="1"))
    assert (page.status_code, Need.objects.count()) == (400, 0)


def test_what_is_missing_is_told_at_the_top_and_at_the_field(client, firm, representative):
    page = client.post("/needs/new/", answers(firm, title=""))
    assert page.status_code == 400
    (told,) = page.context["form"].errors["title"]
    assert page.content.decode().count(told) == 2


def test_a_change_shows_in_the_history_and_can_be_taken_back(client, firm, representative):
    need = NeedFactory(owner=firm, title="前の件名")
    client.post(f"/needs/{need.uid}/edit/", answers(firm, title="後の件名", version="1"))
    need.refresh_from_db()
    assert need.title == "後の件名"
    page = client.get(f"/needs/{need.uid}/edit/").content.decode()
    assert "前の件名" in page
    line = AuditEvent.objects.get()
    client.post(f"/needs/{need.uid}/take-back/{line.pk}/")
    need.refresh_from_db()
    assert need.title == "前の件名"


def test_a_line_of_another_need_cannot_be_taken_back(client, firm, representative):
    own, foreign = NeedFactory(owner=firm), NeedFactory()
    change_need(foreign, by=representative, title="よその件名")
    line = AuditEvent.objects.get()
    assert client.post(f"/needs/{own.uid}/take-back/{line.pk}/").status_code == 404


def test_withdrawing_hides_a_need_from_others_alone(client, firm, representative):
    need = NeedFactory(owner=firm)
    client.post(f"/needs/{need.uid}/step/withdraw/")
    need.refresh_from_db()
    assert (need.stage, need.disclosure) == (NeedStage.WITHDRAWN, Disclosure.PUBLIC)
    assert titles(client, "/needs/") == [need.title]
    client.logout()
    assert titles(client, "/needs/") == []


def test_a_need_is_settled_and_published_again_by_its_owner(client, firm, representative):
    need = NeedFactory(owner=firm)
    for verb, stage in (("settle", "settled"), ("withdraw", "withdrawn"), ("publish", "open")):
        client.post(f"/needs/{need.uid}/step/{verb}/")
        need.refresh_from_db()
        assert need.stage == stage
    assert [line.event for line in AuditEvent.objects.order_by("pk")] == [
        "need.settled",
        "need.withdrawn",
        "need.published_again",
    ]


def test_a_step_that_is_not_open_changes_nothing(client, firm, representative):
    need = NeedFactory(owner=firm)
    assert client.post(f"/needs/{need.uid}/step/publish/").status_code == 409
    assert client.post(f"/needs/{need.uid}/step/unheard-of/").status_code == 409
    assert client.get(f"/needs/{need.uid}/step/settle/").status_code == 405
    need.refresh_from_db()
    assert (need.stage, need.version, AuditEvent.objects.count()) == (NeedStage.OPEN, 1, 0)


def test_others_can_neither_edit_nor_withdraw(client):
    need = NeedFactory()
    client.force_login(MembershipFactory(role=Role.REPRESENTATIVE).account)
    assert client.get(f"/needs/{need.uid}/edit/").status_code == 403
    assert client.post(f"/needs/{need.uid}/step/withdraw/").status_code == 403


def test_a_deadline_that_is_withheld_does_not_sort(client, firm):
    day = datetime.date(2026, 12, 1)
    for title, level, days in (("後", 1, 9), ("伏せた先", 0, 0), ("先", 1, 5), ("なし", 2, None)):
        deadline = None if days is None else day + datetime.timedelta(days)
        NeedFactory(owner=firm, title=title, level=level, deadline=deadline)
    assert titles(client, "/needs/?sort=deadline") == ["先", "後", "伏せた先", "なし"]
