"""What the owner's people read of what was done to a record, and taking a change back."""

import datetime
from io import BytesIO

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, NeedFactory, SeedFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, NotFound
from hashiwatashi.equipment.actions import add_photo, change_equipment, confirm_many, remove_photo
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.needs.stages import NEED_STAGES
from hashiwatashi.people.enums import Role
from hashiwatashi.technology.actions import change_seed
from hashiwatashi.web.equipment.history import HISTORY
from hashiwatashi.web.needs.views import HISTORY as NEED_HISTORY

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


@pytest.fixture
def record():
    return EquipmentFactory(place="1号館")


@pytest.fixture
def clerk(record):
    return MembershipFactory(organisation=record.owner, role=Role.CLERK, account__display_name="架空 受付").account


def newest():
    return AuditEvent.objects.order_by("-pk").first().pk


def test_fields_read_as_people_call_them(record, clerk):
    kind = EquipmentClass.objects.create(large="分析装置", small="質量分析")
    values = {"equipment_class": kind, "prefecture_id": "13", "external_use": "closed"}
    change_equipment(record, by=clerk, **values, verified_on=datetime.date(2026, 4, 1))
    (change,) = HISTORY.of(record)
    told = {str(field.label): (field.before, field.after) for field in change.fields}
    assert told == {
        "分類": ("", "分析装置 / 質量分析"),
        "都道府県": ("宮城県", "東京都"),
        "外部利用": ("外部利用可", "外部利用不可"),
        "所有機関による最終確認日": ("", "2026年4月1日（水）"),
    }
    assert change.who == "架空 受付"


def test_who_is_not_of_the_house_and_the_product_itself_stay_unnamed(record):
    change_equipment(record, by=AccountFactory(display_name="よその人"), place="2号館")
    change_equipment(record, by=SYSTEM, place="3号館")
    assert [change.who for change in HISTORY.of(record)] == ["", ""]


def test_photos_are_told_by_what_they_show_and_stay_as_they_are(record, clerk, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    file = BytesIO()
    Image.new("RGB", (90, 60)).save(file, "JPEG")
    for owner, text in ((record, "正面から"), (EquipmentFactory(), "よその写真")):
        photo = add_photo(owner, file=BytesIO(file.getvalue()), alt_text=text, by=clerk)
        remove_photo(photo, by=clerk)
    changes = HISTORY.of(record)
    assert [(change.note, change.fields, change.before) for change in changes] == [("正面から", (), {})] * 2
    assert changes[0].event != changes[1].event


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_however_long_it_is(client, record, clerk, number, django_assert_num_queries):
    for place in range(number):
        change_equipment(record, by=clerk, place=str(place), prefecture_id=f"{place + 1:02d}")
    client.force_login(clerk)
    with django_assert_num_queries(8):
        client.get(f"/equipment/{record.uid}/history/")


def test_a_change_is_taken_back_and_that_too(client, record, clerk):
    change_equipment(record, by=clerk, place="2号館")
    client.force_login(clerk)
    for place in ("1号館", "2号館"):
        answer = client.post(f"/equipment/{record.uid}/take-back/{newest()}/")
        assert answer.headers["Location"] == f"/equipment/{record.uid}/history/"
        record.refresh_from_db()
        assert record.place == place
    assert AuditEvent.objects.get(pk=newest()).reason == f"takes back {newest() - 1}"


def test_what_was_changed_again_is_refused_and_leads_to_the_later_change(client, record, clerk):
    change_equipment(record, by=clerk, place="2号館")
    first = newest()
    change_equipment(record, by=clerk, place="3号館")
    later = newest()
    change_equipment(record, by=clerk, uses="別の用途")
    client.force_login(clerk)
    answer = client.post(f"/equipment/{record.uid}/take-back/{first}/")
    assert answer.headers["Location"] == f"/equipment/{record.uid}/history/#change-{later}"
    page = client.get(f"/equipment/{record.uid}/history/").content.decode()
    assert f'href="#change-{later}"' in page
    assert f"/take-back/{first}/" not in page
    record.refresh_from_db()
    assert record.place == "3号館"


def test_another_field_changed_later_is_no_hindrance(record, clerk):
    change_equipment(record, by=clerk, place="2号館")
    first = newest()
    change_equipment(record, by=clerk, uses="別の用途")
    HISTORY.take_back(record, first, by=clerk)
    assert (record.place, record.uses) == ("1号館", "別の用途")


def test_once_the_later_change_is_taken_back_the_earlier_can_be(record, clerk):
    change_equipment(record, by=clerk, place="2号館")
    first = newest()
    change_equipment(record, by=clerk, place="3号館")
    HISTORY.take_back(record, newest(), by=clerk)
    HISTORY.take_back(record, first, by=clerk)
    assert record.place == "1号館"


def test_a_change_without_a_line_is_in_the_way_too(record, clerk):
    change_equipment(record, by=clerk, place="2号館")
    Equipment.objects.update(place="4号館")
    record.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        HISTORY.take_back(record, newest(), by=clerk)
    assert refused.value.data["later"] is None


def test_what_no_form_edits_is_not_taken_back(record, clerk):
    change_equipment(record, by=SYSTEM, owner=EquipmentFactory().owner, place="2号館")
    with pytest.raises(NotFound):
        HISTORY.take_back(record, newest(), by=clerk)


def test_a_stage_is_moved_by_a_step_alone():
    need = NeedFactory()
    by = MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account
    NEED_STAGES.move(need, "withdraw", by=by)
    (change,) = NEED_HISTORY.of(need)
    assert (len(change.fields), change.before) == (1, {})


def test_a_line_of_another_record_is_not_found(client, record, clerk):
    change_equipment(EquipmentFactory(), by=clerk, place="2号館")
    client.force_login(clerk)
    assert client.post(f"/equipment/{record.uid}/take-back/{newest()}/").status_code == 404


def test_one_of_many_is_taken_back_alone(record, clerk):
    confirm_many(Equipment.objects.all(), by=clerk, day=timezone.localdate())
    record.refresh_from_db()
    HISTORY.take_back(record, newest(), by=clerk)
    assert record.verified_on is None


def test_a_seed_has_a_history_for_its_owners_people(client):
    seed = SeedFactory(title="前の題")
    staff = MembershipFactory(organisation=seed.owner, role=Role.TLO_STAFF).account
    change_seed(seed, by=staff, title="後の題", trl=3)
    client.force_login(staff)
    assert "前の題" in client.get(f"/seeds/{seed.uid}/history/").content.decode()
    client.post(f"/seeds/{seed.uid}/take-back/{newest()}/")
    seed.refresh_from_db()
    assert (seed.title, seed.trl) == ("前の題", None)


STEPS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "place": st.text("あ1号館 ", max_size=5),
            "verified_on": st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1)) | st.none(),
            "external_use": st.sampled_from(["open", "conditional", "closed", "unknown"]),
            "prefecture_id": st.sampled_from(["01", "13", None]),
        },
    ),
    max_size=5,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_taking_everything_back_restores_exactly(db, steps):
    with transaction.atomic():
        record = EquipmentFactory()
        clerk = MembershipFactory(organisation=record.owner).account
        start = Equipment.objects.values().get()
        for changes in steps:
            change_equipment(record, by=clerk, **changes)
        for number in list(AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)):
            HISTORY.take_back(record, number, by=clerk)
        end = Equipment.objects.values().get()
        transaction.set_rollback(True)
    bookkeeping = {"version": 0, "updated_at": 0}
    assert end | bookkeeping == start | bookkeeping
