"""The same values for many entries at once."""

import pytest
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/equipment/change/?show=ask"


@pytest.fixture
def lab():
    return OrganisationFactory()


@pytest.fixture
def clerk(client, lab):
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


@pytest.fixture
def three(lab):
    uses = ("unknown", "unknown", "open")
    return [EquipmentFactory(owner=lab, external_use=use, contact_phone="022-000-0000") for use in uses]


def send(client, records, step="", *, exact=False, **fields):
    ticked = [f"{record.uid}:{record.version}" if exact else str(record.uid) for record in records]
    return client.post(ADDRESS, {"chosen": ticked, **fields, **({"step": step} if step else {})})


def test_the_form_keeps_the_ticks_and_changes_nothing(client, clerk, three):
    page = send(client, three).content.decode()
    assert page.count('name="chosen"') == 3
    assert AuditEvent.objects.count() == 0


def test_the_check_counts_what_would_change_and_stores_nothing(client, clerk, three):
    page = send(client, three, "check", external_use="open", contact_phone="022-000-0000", contact_desk="相談窓口")
    planned = {str(line.label): (line.before, line.after) for line in page.context["planned"]}
    unknown = str(three[0].get_external_use_display())
    opened = str(three[2].get_external_use_display())
    assert planned == {
        "外部利用": (((unknown, 2),), opened),
        "問い合わせ窓口": ((("", 3),), "相談窓口"),
        "電話": ((), "022-000-0000"),
    }
    assert page.content.decode().count(':1"') == 3
    assert AuditEvent.objects.count() == 0


def test_what_is_stored_can_be_taken_back(client, clerk, three):
    answer = send(client, three, "store", exact=True, external_use="open", disclosure="members")
    assert answer.headers["Location"].startswith("/desk/equipment/?show=ask&done=")
    stored = Equipment.objects.order_by("pk")
    assert list(stored.values_list("external_use", "disclosure")) == [("open", "members")] * 3
    assert [line.event for line in AuditEvent.objects.all()] == ["equipment.changed"] * 3
    client.post(f"/desk/equipment/undo/{client.get(answer.headers['Location']).context['done'].uid}/")
    assert [use for use, _ in stored.values_list("external_use", "disclosure")] == ["unknown", "unknown", "open"]
    assert set(stored.values_list("disclosure", flat=True)) == {"public"}


def test_what_somebody_changed_after_the_check_is_left_alone_and_named(client, clerk, three):
    change_equipment(Equipment.objects.get(pk=three[0].pk), by=clerk, place="別の部屋")
    answer = send(client, three, "store", exact=True, external_use="closed")
    uses = list(Equipment.objects.order_by("pk").values_list("external_use", flat=True))
    assert uses == ["unknown", "closed", "closed"]
    told = [str(message) for message in client.get(answer.headers["Location"]).context["messages"]]
    assert [three[0].name in text for text in told] == [True]


def test_what_is_not_ones_own_is_left_out_and_counted(client, clerk, three):
    foreign = EquipmentFactory()
    assert send(client, [*three, foreign], "check", external_use="open").context["missing"] == 1
    send(client, [*three, foreign], "store", exact=True, external_use="closed")
    foreign.refresh_from_db()
    assert foreign.external_use == "open"


@pytest.mark.parametrize(
    "fields",
    [{}, {"contact_mail": "x"}, {"contact_phone": "0" * 31}, {"external_use": "x"}, {"disclosure": "secret"}],
)
@pytest.mark.parametrize("step", ["check", "store"])
def test_what_cannot_be_stored_is_told_at_the_form(client, clerk, three, step, fields):
    page = send(client, three, step, exact=True, **fields)
    assert (page.status_code, AuditEvent.objects.count()) == (400, 0)
    assert page.content.decode().count('name="chosen"') == 3


def test_from_the_check_one_goes_back_with_what_was_typed(client, clerk, three):
    page = send(client, three, "again", exact=True, contact_desk="相談窓口").content.decode()
    assert 'value="相談窓口"' in page


def test_without_a_tick_one_is_sent_back(client, clerk):
    assert send(client, []).headers["Location"] == "/desk/equipment/?show=ask"


def test_nothing_different_is_said_so(client, clerk, three):
    answer = send(client, three, "store", exact=True, contact_phone="022-000-0000")
    assert (answer.headers["Location"], AuditEvent.objects.count()) == ("/desk/equipment/?show=ask", 0)


def test_the_check_offers_no_button_for_nothing(client, clerk, three):
    page = send(client, three, "check", contact_phone="022-000-0000").content.decode()
    assert 'value="store"' not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_check_takes_the_same_queries_for_any_number(client, clerk, three, number, django_assert_num_queries):
    with django_assert_num_queries(5):
        send(client, three[:number], "check", external_use="closed")
