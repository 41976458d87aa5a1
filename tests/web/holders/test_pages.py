"""The pages of those in charge: the coordinator who is new on 1 April takes forty records over in one step."""

import datetime

import pytest
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory, SeedFactory
from tests.printed import words_of

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.actions import BY_LINK, ask, take
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.passing import release
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


@pytest.fixture
def place():
    return OrganisationFactory()


@pytest.fixture
def administrator(place):
    return MembershipFactory(organisation=place, role=Role.ADMINISTRATOR, account__display_name="架空 管理").account


@pytest.fixture
def leaving(place):
    return MembershipFactory(organisation=place, role=Role.COORDINATOR, account__display_name="架空 前任").account


@pytest.fixture
def coming(place):
    return MembershipFactory(organisation=place, role=Role.COORDINATOR, account__display_name="架空 後任").account


def text_of(answer):
    return answer.content.decode()


def named(client, place, account, records, kind="equipment"):
    sent = {"kind": kind, "chosen": [str(one.uid) for one in records], "account": account.pk, "on": TODAY}
    return client.post(f"/charge/{place.uid}/name/", sent, follow=True)


def taken(account, place):
    """A consultation that somebody of the place is in charge of."""
    values = {"topic": "部品がさびる", "prefecture_id": "04", "contact_mail": "owner@example.jp"}
    case = ask(by=BY_LINK, holder=place, days=3, **values)
    take(case, by=account)
    return case


def test_records_without_anybody_are_listed_and_given_to_somebody(client, place, administrator, leaving):
    records = EquipmentFactory.create_batch(3, owner=place)
    client.force_login(administrator)
    assert "担当者なし" in text_of(client.get(f"/charge/{place.uid}/"))
    assert records[0].name in text_of(client.get(f"/charge/{place.uid}/records/?kind=equipment"))
    assert "2件の担当を架空 前任さんにしました" in text_of(named(client, place, leaving, records[:2]))
    told = text_of(client.get(f"/charge/{place.uid}/records/?kind=equipment&holder={leaving.uid}"))
    assert [one.name in told for one in records] == [True, True, False]


def test_the_record_tells_its_own_people_who_is_in_charge_and_nobody_else(client, place, administrator, leaving):
    record = EquipmentFactory(owner=place)
    client.force_login(administrator)
    named(client, place, leaving, [record])
    assert "架空 前任" in text_of(client.get(f"/equipment/{record.uid}/"))
    client.force_login(MembershipFactory().account)
    assert "架空 前任" not in text_of(client.get(f"/equipment/{record.uid}/"))
    client.logout()
    assert "架空 前任" not in text_of(client.get(f"/equipment/{record.uid}/"))


def test_nothing_selected_or_nobody_chosen_is_told(client, place, administrator, leaving):
    client.force_login(administrator)
    record = EquipmentFactory(owner=place)
    assert "選んで" in text_of(named(client, place, leaving, []))
    answer = client.post(
        f"/charge/{place.uid}/name/", {"kind": "equipment", "chosen": [str(record.uid), "x"]}, follow=True
    )
    assert "担当者と開始日を選んでください" in text_of(answer)
    assert not Holding.objects.exists()


def test_forty_records_are_seen_first_then_handed_over_printed_and_taken_back(
    client, place, administrator, leaving, coming
):
    records = EquipmentFactory.create_batch(38, owner=place)
    client.force_login(administrator)
    named(client, place, leaving, records)
    named(client, place, leaving, SeedFactory.create_batch(2, owner=place), kind="seed")
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "end_roles": "on", "note": "鍵は棚の二段目。"}
    seen = text_of(client.post(f"/charge/{place.uid}/hand-over/", sent))
    assert "<strong>40</strong>件" in seen
    assert not Handover.objects.exists()
    done = client.post(f"/charge/{place.uid}/hand-over/", {**sent, "confirm": "1"}, follow=True)
    assert "引き継ぎました" in text_of(done)
    assert Holding.objects.in_force_on(TODAY).filter(account=coming).count() == 40
    assert Account.objects.get(pk=leaving.pk).current_memberships == ()
    handover = Handover.objects.get()
    words = words_of(client.get(f"/charge/hand-overs/{handover.uid}/report.pdf").content)
    for word in ("担当交代引継書", "架空 前任", "架空 後任", "鍵は棚の二段目", records[0].name):
        assert word.replace(" ", "") in words.replace(" ", "")
    client.post(f"/charge/hand-overs/{handover.uid}/undo/")
    assert Holding.objects.in_force_on(TODAY).filter(account=leaving).count() == 40
    assert Membership.objects.in_force_on(TODAY).filter(account=leaving).count() == 1


def test_open_consultations_are_seen_first_pass_and_stand_in_the_report(
    client, administrator, leaving, coming, place
):
    case = taken(leaving, place)
    client.force_login(administrator)
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY}
    seen = text_of(client.post(f"/charge/{place.uid}/hand-over/", sent))
    assert (case.number in seen, "対応中の相談" in seen, "技術相談を受けられない" in seen) == (True, True, False)
    case.refresh_from_db()
    assert case.officer == leaving
    done = client.post(f"/charge/{place.uid}/hand-over/", {**sent, "confirm": "1"}, follow=True)
    assert case.number in text_of(done)
    case.refresh_from_db()
    assert case.officer == coming
    words = words_of(client.get(f"/charge/hand-overs/{Handover.objects.get().uid}/report.pdf").content)
    assert "部品がさびる" in words.replace(" ", "")
    client.force_login(coming)
    assert case.number in text_of(client.get("/notices/"))


def test_a_successor_who_does_not_answer_is_told_of_before(client, administrator, leaving, place):
    case = taken(leaving, place)
    planner = MembershipFactory(organisation=place, role=Role.PLANNER).account
    client.force_login(administrator)
    sent = {"giver": leaving.pk, "receiver": planner.pk, "on": TODAY}
    assert "後任はこの機関の技術相談を受けられない" in text_of(client.post(f"/charge/{place.uid}/hand-over/", sent))
    client.post(f"/charge/{place.uid}/hand-over/", {**sent, "confirm": "1"})
    case.refresh_from_db()
    assert case.officer is None


def test_a_member_sees_herself_alone_as_predecessor(client, place, leaving, coming):
    client.force_login(leaving)
    told = text_of(client.get(f"/charge/{place.uid}/hand-over/"))
    giver = told.split('name="giver"')[1].split("</select>")[0]
    assert ("架空 前任" in giver, "架空 後任" in giver) == (True, False)


def test_whoever_has_left_reads_nothing_of_it(client, place, administrator, leaving, coming):
    records = EquipmentFactory.create_batch(2, owner=place)
    client.force_login(administrator)
    named(client, place, leaving, records)
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "end_roles": "on", "confirm": "1"}
    client.post(f"/charge/{place.uid}/hand-over/", sent)
    client.force_login(leaving)
    assert client.get(f"/charge/{place.uid}/").status_code == 403
    assert client.get(f"/charge/hand-overs/{Handover.objects.get().uid}/").status_code == 404


@pytest.mark.parametrize("address", ["records/?kind=x", "records/?kind=organisation", "records/?kind=seed&holder=x"])
def test_a_list_that_is_none_is_not_found(client, place, administrator, address):
    client.force_login(administrator)
    assert client.get(f"/charge/{place.uid}/{address}").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_equally_often_for_any_number_of_rows(
    client, place, administrator, leaving, coming, rows, django_assert_num_queries
):
    client.force_login(administrator)
    for _ in range(rows):
        other = MembershipFactory(organisation=place, role=Role.CLERK).account
        named(client, place, other, [EquipmentFactory(owner=place)])
        named(client, place, leaving, [EquipmentFactory(owner=place)])
        EquipmentFactory(owner=place)
        taken(leaving, place)
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "confirm": "1"}
    client.post(f"/charge/{place.uid}/hand-over/", sent)
    handover = Handover.objects.get()
    for page, queries in (
        (f"/charge/{place.uid}/", 17),
        (f"/charge/{place.uid}/records/?kind=equipment", 9),
        (f"/charge/hand-overs/{handover.uid}/", 8),
    ):
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200


def test_a_role_that_begins_later_is_told_at_the_day_and_nothing_is_lost(
    client, place, administrator, leaving, coming
):
    client.force_login(administrator)
    named(client, place, leaving, [EquipmentFactory(owner=place)])
    MembershipFactory(organisation=place, account=leaving, role=Role.CLERK, since=TODAY + datetime.timedelta(days=30))
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "end_roles": "on", "confirm": "1", "note": "鍵"}
    page = client.post(f"/charge/{place.uid}/hand-over/", sent)
    assert (page.status_code, Handover.objects.count()) == (400, 0)
    assert "鍵" in text_of(page)


def test_who_has_left_is_among_those_who_hand_over(client, place, administrator, leaving, coming):
    client.force_login(administrator)
    record = EquipmentFactory(owner=place)
    named(client, place, leaving, [record])
    Membership.objects.filter(account=leaving).update(since=datetime.date(2020, 4, 1), until=TODAY)
    address = f"/charge/{place.uid}/hand-over/"
    assert "架空 前任" in text_of(client.get(address))
    client.post(address, {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "confirm": "1"})
    assert Holding.objects.in_force_on(TODAY).get(record=record.uid).account == coming


def test_what_the_last_step_would_refuse_is_said_before_with_the_way_out(client, place, administrator, coming):
    taken(administrator, place)
    client.force_login(administrator)
    day = TODAY + datetime.timedelta(days=40)
    sent = {"giver": administrator.pk, "receiver": coming.pk, "on": day, "end_roles": "on"}
    answer = client.post(f"/charge/{place.uid}/hand-over/", sent)
    assert (answer.status_code, Handover.objects.count()) == (400, 0)
    assert f"{day.year}年{day.month}月{day.day}日" in text_of(answer)
    assert text_of(answer).count(f'"/join/members/{place.uid}/"') == 1
    assert 'name="confirm"' not in text_of(answer)
    MembershipFactory(organisation=place, role=Role.ADMINISTRATOR)
    answer = client.post(f"/charge/{place.uid}/hand-over/", sent)
    assert (answer.status_code, 'name="confirm"' in text_of(answer)) == (200, True)
    assert (Handover.objects.count(), Membership.objects.exclude(until=None).count()) == (0, 0)


def test_the_report_says_nothing_of_what_there_is_none_of(client, place, administrator, leaving, coming):
    taken(leaving, place)
    client.force_login(administrator)
    sent = {"giver": leaving.pk, "receiver": coming.pk, "on": TODAY, "confirm": "1"}
    client.post(f"/charge/{place.uid}/hand-over/", sent)
    words = words_of(client.get(f"/charge/hand-overs/{Handover.objects.get().uid}/report.pdf").content)
    lines = [line.replace(" ", "") for line in words.splitlines()]
    assert not any(line.startswith(("件数", "登録")) for line in lines)


def test_open_consultations_are_counted_for_whoever_holds_some(client, place, administrator, leaving):
    taken(leaving, place)
    taken(administrator, place)
    client.force_login(administrator)
    for case in Consultation.objects.filter(officer=leaving):
        release([case], holder=place, by=SystemActor("test"))
    page = client.get(f"/charge/{place.uid}/")
    rows = [(row.account, row.cases, row.cases_href) for row in page.context["rows"]]
    assert rows == [(administrator, 1, "/consultations/?view=mine"), (None, 1, "/consultations/?view=free")]
    assert "対応中の相談" in text_of(page)
    reader = MembershipFactory(organisation=place, role=Role.PLANNER).account
    client.force_login(reader)
    assert "?view=" not in text_of(client.get(f"/charge/{place.uid}/"))
