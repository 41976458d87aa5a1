"""The clerk's desk: what stands on it, in which order, and confirming many at once."""

import datetime

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory, make_many

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.models import Equipment, EquipmentPhoto
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2020, 4, 1)
DESK = "/desk/equipment/"


@pytest.fixture
def lab():
    return OrganisationFactory()


@pytest.fixture
def clerk(client, lab):
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


def names(client, query=""):
    return [row.name for row in client.get(f"{DESK}{query}").context["rows"]]


def confirm(client, *records, query=""):
    return client.post(f"{DESK}confirm/{query}", {"chosen": [str(record.uid) for record in records]})


def test_the_desk_holds_all_of_ones_own_equipment_and_no_other(client, lab, clerk):
    EquipmentFactory(owner=lab, name="あ", status="retired")
    EquipmentFactory(owner=lab, name="い", disclosure="related")
    EquipmentFactory(name="よそ")
    assert names(client) == ["あ", "い"]


def test_whoever_acts_for_another_organisation_too_sees_only_what_may_be_changed(client, lab, clerk):
    other = OrganisationFactory()
    MembershipFactory(account=clerk, organisation=other, role=Role.OFFICER)
    EquipmentFactory(owner=other)
    assert names(client) == []


@pytest.fixture
def six(lab):
    today = timezone.localdate()
    fine = {"owner": lab, "verified_on": today}
    records = {
        "fine": EquipmentFactory(name="fine", **fine),
        "unconfirmed": EquipmentFactory(name="unconfirmed", owner=lab, verified_on=LONG_AGO),
        "no-photo": EquipmentFactory(name="no-photo", **fine),
        "no-uses": EquipmentFactory(name="no-uses", uses="", **fine),
        "ask": EquipmentFactory(name="ask", external_use="unknown", **fine),
        "hidden": EquipmentFactory(name="hidden", disclosure="members", **fine),
    }
    for name, record in records.items():
        if name != "no-photo":
            EquipmentPhoto.objects.create(equipment=record, file_name=name, alt_text=name)
    EquipmentFactory(name="retired", owner=lab, status="retired", uses="", external_use="unknown")
    return records


@pytest.mark.parametrize("show", ["unconfirmed", "no-photo", "no-uses", "ask", "hidden"])
def test_each_filter_finds_what_waits_and_counts_it(client, clerk, six, show):
    assert names(client, f"?show={show}") == [show]
    tabs = client.get(DESK).context["tabs"]
    assert [tab.count for tab in tabs] == [7, 1, 1, 1, 1, 1]
    assert [tab.is_chosen for tab in tabs] == [True] + [False] * 5


def test_words_narrow_the_list_and_the_counts(client, lab, clerk):
    EquipmentFactory(owner=lab, name="分光計", place="1号館")
    EquipmentFactory(owner=lab, name="顕微鏡", place="2号館")
    page = client.get(f"{DESK}?text=２号館")
    assert [row.name for row in page.context["rows"]] == ["顕微鏡"]
    assert page.context["tabs"][0].count == 1


def test_the_order_is_chosen(client, lab, clerk):
    for name, place, day in (("い", "A", None), ("あ", "B", LONG_AGO)):
        EquipmentFactory(owner=lab, name=name, place=place, verified_on=day)
    assert [names(client, f"?sort={sort}") for sort in ("name", "place", "confirmed", "nonsense")] == [
        ["あ", "い"],
        ["い", "あ"],
        ["い", "あ"],
        ["あ", "い"],
    ]


@pytest.mark.parametrize(
    "query",
    [
        "?show=x&sort=x&page=x&done=x&text=%00",
        "?page=-1",
        "?done=6ba7b810-9dad-41d1-80b4-00c04fd430c8",
        "?export=pdf",
    ],
)
def test_an_odd_address_is_the_plain_desk(client, lab, clerk, query):
    EquipmentFactory(owner=lab, name="あ")
    assert names(client, query) == ["あ"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_takes_the_same_queries_however_much_is_on_it(client, lab, clerk, number, django_assert_num_queries):
    for _ in range(number):
        EquipmentFactory(owner=lab)
    with django_assert_num_queries(8):
        client.get(DESK)


def test_fifty_stand_on_a_page(client, lab, clerk):
    make_many(EquipmentFactory, 51)
    Equipment.objects.update(owner=lab)
    assert (len(names(client)), len(names(client, "?page=2"))) == (50, 1)


def test_all_of_a_page_are_ticked_without_javascript(client, lab, clerk):
    EquipmentFactory(owner=lab)
    EquipmentFactory(owner=lab)
    page = client.get(f"{DESK}?show=unconfirmed").content.decode()
    assert (page.count(" checked"), "?show=unconfirmed&amp;all=1" in page) == (0, True)
    assert client.get(f"{DESK}?show=unconfirmed&all=1").content.decode().count(" checked") == 2


def test_each_box_is_named_after_its_record(client, lab, clerk):
    record = EquipmentFactory(owner=lab, name="分光計")
    page = client.get(DESK).content.decode()
    assert f'<label for="pick-{record.uid}">' in page
    assert page.count("分光計") == 2


def test_the_ticked_ones_are_confirmed_and_the_desk_stays_as_it_was(client, lab, clerk):
    first, second, third = (EquipmentFactory(owner=lab, verified_on=LONG_AGO) for _ in range(3))
    answer = confirm(client, first, third, query="?show=unconfirmed&text=走査&page=1")
    assert answer.headers["Location"].startswith(f"{DESK}?show=unconfirmed&text=%E8%B5%B0%E6%9F%BB&page=1&done=")
    today = timezone.localdate()
    days = Equipment.objects.order_by("pk").values_list("verified_on", flat=True)
    assert list(days) == [today, LONG_AGO, today]
    assert [line.subject_uid for line in AuditEvent.objects.order_by("pk")] == [first.uid, third.uid]
    page = client.get(answer.headers["Location"])
    assert page.context["done"].text.startswith("2")
    assert [row.pk for row in page.context["rows"]] == [second.pk]


def test_what_is_not_ones_own_is_not_confirmed(client, clerk):
    foreign = EquipmentFactory()
    confirm(client, foreign)
    foreign.refresh_from_db()
    assert (foreign.verified_on, AuditEvent.objects.count()) == (None, 0)


@pytest.mark.parametrize("chosen", [[], ["x"], ["6ba7b810-9dad-41d1-80b4-00c04fd430c8"]])
def test_without_a_tick_nothing_happens(client, clerk, chosen):
    assert client.post(f"{DESK}confirm/", {"chosen": chosen}).headers["Location"] == f"{DESK}?show=all"
    assert AuditEvent.objects.count() == 0


def test_a_confirmation_is_taken_back(client, lab, clerk):
    first, second = EquipmentFactory(owner=lab, verified_on=LONG_AGO), EquipmentFactory(owner=lab)
    page = client.get(confirm(client, first, second).headers["Location"])
    change_equipment(second, by=clerk, place="別の部屋")
    answer = client.post(f"{DESK}undo/{page.context['done'].uid}/", follow=True)
    days = Equipment.objects.order_by("pk").values_list("verified_on", flat=True)
    assert list(days) == [LONG_AGO, timezone.localdate()]
    told = [str(message) for message in answer.context["messages"]]
    assert [second.name in text for text in told] == [False, True]
    assert client.get(f"{DESK}?done={page.context['done'].uid}").context["done"] is None


def test_a_second_click_on_take_back_is_told_so(client, lab, clerk):
    page = client.get(confirm(client, EquipmentFactory(owner=lab)).headers["Location"])
    address = f"{DESK}undo/{page.context['done'].uid}/"
    client.post(address, follow=True)
    assert len(list(client.post(address, follow=True).context["messages"])) == 1
    assert AuditEvent.objects.count() == 2


def test_a_colleague_does_not_take_it_back(client, lab, clerk):
    batch = client.get(confirm(client, EquipmentFactory(owner=lab)).headers["Location"]).context["done"].uid
    client.force_login(MembershipFactory(organisation=lab, role=Role.CLERK).account)
    assert client.get(f"{DESK}?done={batch}").context["done"] is None
    assert client.post(f"{DESK}undo/{batch}/").status_code == 404


def test_who_left_meanwhile_takes_nothing_back(client, lab, clerk):
    batch = client.get(confirm(client, EquipmentFactory(owner=lab)).headers["Location"]).context["done"].uid
    clerk.memberships.update(organisation=OrganisationFactory())
    client.post(f"{DESK}undo/{batch}/")
    assert Equipment.objects.get().verified_on == timezone.localdate()


def test_the_file_holds_what_the_filter_shows(client, lab, clerk):
    EquipmentFactory(owner=lab, name="あり", external_use="open")
    EquipmentFactory(owner=lab, name="問", external_use="unknown", disclosure="related")
    text = b"".join(client.get(f"{DESK}?show=ask&export=csv").streaming_content).decode()
    assert ("問" in text, "あり" in text) == (True, False)
