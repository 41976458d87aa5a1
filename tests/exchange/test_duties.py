"""Sheets of role declarations: who answers for what, where; wrong rows by line, and nothing published unasked."""

import pytest
from tests.factories import OrganisationFactory

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.duties.actions import move_duty, register_field
from hashiwatashi.duties.models import Duty
from hashiwatashi.exchange.tables.duties import Duties
from hashiwatashi.organisations.enums import OrganisationKind

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
HEADER = "機関名,担当業務,分野,担当地域,担当者,電話番号,受付時間,目標日数,開始日,終了日\n"
ROW = (
    "架空県産業技術センター,技術相談,,宮城県、岩手県一関市,架空 花子,000-0000-0001,"
    "平日 9時〜17時,3営業日,令和8年4月1日,\n"
)


@pytest.fixture(autouse=True)
def place(db):
    Municipality.objects.create(code="032093", name="一関市", prefecture=Prefecture.objects.get(code="03"))
    register_field(by=BY, code="metal", name="金属", name_en="Metals", since="2026-04-01")
    return OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県産業技術センター")


def test_a_row_becomes_a_draft_with_its_places(take, write, place):
    assert take("duties", write(HEADER + ROW)).counts()["created"] == 1
    duty = Duty.objects.get()
    assert (duty.owner, duty.function, duty.responsible, duty.target_days) == (place, "consultation", "架空 花子", 3)
    assert [area.code for area in duty.prefectures.all()] == ["04"]
    assert [town.code for town in duty.municipalities.all()] == ["032093"]
    assert (duty.stage, str(duty.since)) == ("draft", "2026-04-01")


def test_the_same_sheet_again_changes_nothing_and_new_places_are_an_update(take, write):
    take("duties", write(HEADER + ROW))
    assert take("duties", write(HEADER + ROW)).counts()["unchanged"] == 1
    wider = take("duties", write(HEADER + ROW.replace("岩手県一関市", "秋田県").replace(",,宮城", ",金属,宮城")))
    assert wider.counts()["updated"] == 1
    duty = Duty.objects.get()
    assert sorted(area.code for area in duty.prefectures.all()) == ["04", "05"]
    assert not duty.municipalities.exists()
    assert [field.code for field in duty.fields.all()] == ["metal"]


def test_what_was_declared_by_hand_or_published_is_found_and_stays_published(take, write):
    take("duties", write(HEADER + ROW))
    duty = Duty.objects.get()
    move_duty(duty, "publish", by=BY)
    assert take("duties", write(HEADER + ROW.replace("0001", "0002"))).counts()["updated"] == 1
    duty.refresh_from_db()
    assert (duty.phone, duty.stage) == ("000-0000-0002", "published")


def test_all_of_japan_is_every_prefecture(take, write):
    take("duties", write(HEADER + ROW.replace("宮城県、岩手県一関市", "全国")))
    assert Duty.objects.get().prefectures.count() == 47


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("技術相談", "茶飲み話", "nothing that one answers for"),
        ("岩手県一関市", "架空市", "No such prefecture or municipality"),
        (",,宮城", ",錬金術,宮城", "no such field in force"),
        ("000-0000-0001", "", "telephone number or a mail"),
        ("3営業日", "すぐ", "not a whole number"),
        ("3営業日", "400", "60"),
        ("令和8年4月1日,", "令和8年4月1日,2026-03-01", "ends before it begins"),
        ("宮城県、岩手県一関市", "", "担当地域"),
        ("3営業日", "", "目標日数"),
    ],
)
def test_a_wrong_row_is_told_and_the_right_ones_stand(take, write, before, after, says):
    right = ROW.replace("架空 花子", "架空 次郎")
    outcome = take("duties", write(HEADER + ROW.replace(before, after) + right))
    (rejection,) = outcome.rejections
    assert rejection.line == 2
    assert says in f"{rejection.column} {rejection.reason}"
    assert [duty.responsible for duty in Duty.objects.all()] == ["架空 次郎"]


def test_two_lines_of_one_declaration_must_agree(take, write):
    outcome = take("duties", write(HEADER + ROW + ROW.replace("宮城県、", "")))
    assert (outcome.created, len(outcome.rejections)) == (1, 1)
    assert "Write them in one line" in outcome.rejections[0].reason


def test_an_organisation_writes_its_own_alone(take, write):
    own = OrganisationFactory(name="架空市")
    outcome = take("duties", write(HEADER + ROW), owner_limits=frozenset({own.pk}))
    assert ("own organisation" in outcome.rejections[0].reason, Duty.objects.count()) == (True, 0)


def test_five_hundred_rows_of_which_thirty_are_wrong(take, write):
    rows = [ROW.replace("架空 花子", f"架空 {number}") for number in range(500)]
    rows[:30] = [row.replace("技術相談", "茶飲み話") for row in rows[:30]]
    outcome = take("duties", write(HEADER + "".join(rows)))
    assert (outcome.created, len(outcome.rejections)) == (470, 30)
    assert {rejection.line for rejection in outcome.rejections} == set(range(2, 32))


def test_the_sample_names_columns_that_there_are():
    assert {column.field for column in Duties.columns} >= set(Duties.sample)


def test_a_later_declaration_of_the_same_person_is_another(take, write):
    take("duties", write(HEADER + ROW))
    later = ROW.replace("令和8年4月1日", "2027-04-01").replace("宮城県、岩手県一関市", "秋田県")
    assert take("duties", write(HEADER + ROW + later)).counts()["created"] == 1
    assert take("duties", write(HEADER + ROW + later)).counts()["unchanged"] == 2
