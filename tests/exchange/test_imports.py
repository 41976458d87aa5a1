"""Imports of small lists: counts, rejects, limits, duplicates, and nothing by halves."""

from __future__ import annotations

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.conftest import HEADER
from tests.factories import OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import NotAllowed, NotFound
from hashiwatashi.common.texts import guarded, unguarded
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.actions import run_import
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.funding.models import Call
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation

pytestmark = pytest.mark.django_db
GOOD = "旋盤,架空大学 工学部 3号館 101室,K-1,宮城県,可"


def rows_of(*lines):
    return "\n".join((HEADER, *lines)) + "\n"


def test_a_row_becomes_a_record_with_its_owner(take, write):
    outcome = take("equipment", write(rows_of(GOOD)))

    record = Equipment.objects.get()
    assert outcome.counts() == {
        "rows": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "duplicates_proposed": 0,
    }
    assert (record.owner.name, record.owner.kind) == ("架空大学", OrganisationKind.UNIVERSITY)
    assert (record.department, record.place, record.prefecture_id) == ("工学部", "3号館 101室", "04")
    events = ["organisation.registered", "equipment.registered", "import.run"]
    assert list(AuditEvent.objects.values_list("event", flat=True)) == events
    assert outcome.run == ImportRun.objects.get()


def test_a_dry_run_says_the_same_and_writes_nothing(take, write):
    path = write(rows_of(GOOD, "天秤,架空大学,K-2,海底県,可"))

    planned = take("equipment", path, dry_run=True)

    assert (Equipment.objects.count(), Organisation.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)
    assert [change.record.name for change in planned.preview] == ["旋盤"]
    assert take("equipment", path).counts() == planned.counts()


def test_a_changed_row_changes_its_record_and_keeps_the_rest(take, write):
    take("equipment", write(rows_of(GOOD)))
    Equipment.objects.update(uses="軸を削る")

    outcome = take("equipment", write(rows_of(GOOD.replace("可", "不可"))))

    record = Equipment.objects.get()
    assert (outcome.updated, record.external_use, record.uses) == (1, "closed", "軸を削る")
    line = AuditEvent.objects.get(event="equipment.changed")
    assert line.data == {"changed": {"external_use": ["open", "closed"]}}


def test_rejects_go_out_and_come_back_mended(take, write, tmp_path):
    path = write(rows_of(GOOD, "=HYPERLINK(1),架空大学,K-2,海底県,可"))
    rejects = tmp_path / "rejects.csv"

    take("equipment", path, rejects_path=rejects)

    assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(rejects.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == [*HEADER.split(","), "file", "line", "column", "value", "reason"]
    assert rows[1][:5] == ["'=HYPERLINK(1)", "架空大学", "K-2", "海底県", "可"]
    assert rows[1][5:9] == ["list.csv", "3", "都道府県", "海底県"]

    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("海底県", "宮城県", 1), encoding="utf-8-sig")
    assert take("equipment", rejects).created == 1
    assert Equipment.objects.filter(name="=HYPERLINK(1)").count() == 1


@given(st.text())
def test_guarding_loses_nothing(text):
    assert unguarded(guarded(text)) == text or text.startswith("'")


def test_a_contradicting_repeat_is_rejected(take, write):
    outcome = take("equipment", write(rows_of(GOOD, GOOD, GOOD.replace("旋盤", "天秤"))))

    assert (outcome.created, outcome.unchanged, outcome.rejected) == (1, 1, 1)
    assert outcome.rejections[0].line == 4


def test_equal_rows_without_number_stay_apart_and_are_proposed(take, write):
    path = write("機器名,所有機関,設置場所\n旋盤,架空大学,1号館\n旋盤,架空大学,1号館\n")

    first, second = take("equipment", path), take("equipment", path)

    assert (first.created, first.duplicates_proposed) == (2, 1)
    assert (second.unchanged, second.duplicates_proposed) == (2, 0)
    assert DuplicateProposal.objects.get().reason != ""


def test_an_account_writes_only_for_its_own_organisations(take, write):
    mine, other = OrganisationFactory(name="架空県工業技術センター"), OrganisationFactory(name="架空大学")
    lines = ("旋盤,架空県工業技術センター,1,,可", "天秤,架空大学,2,,可", "鏡,知らない大学,3,,可")

    outcome = take("equipment", write(rows_of(*lines)), owner_limits=frozenset({mine.pk}))

    assert [(one.owner_id, one.name) for one in Equipment.objects.all()] == [(mine.pk, "旋盤")]
    assert [rejection.line for rejection in outcome.rejections] == [3, 4]
    assert Organisation.objects.count() == 2
    assert other.equipment.count() == 0
    with pytest.raises(NotAllowed):
        take("organisations", write("名称\n架空\n"), owner_limits=frozenset({mine.pk}))


def test_an_account_cannot_take_over_anothers_record(take, write):
    mine, other = OrganisationFactory(name="架空県工業技術センター"), OrganisationFactory(name="架空大学")
    take("equipment", write("機器名,所有機関,doc_id\n旋盤,架空大学,D1\n"))

    path = write("機器名,所有機関,doc_id\n旋盤,架空県工業技術センター,D1\n")
    outcome = take("equipment", path, owner_limits=frozenset({mine.pk}))

    # The identifier is another's: the row becomes a record of one's own, and theirs stays as it was.
    assert (outcome.created, outcome.rejected) == (1, 0)
    assert sorted(Equipment.objects.values_list("owner", flat=True)) == sorted([mine.pk, other.pk])
    assert Equipment.objects.get(source_key="D1").owner == other


def test_a_list_of_one_organisation_needs_no_owner(take, write):
    mine = OrganisationFactory()

    take("equipment", write("機器名\n旋盤\n"), owner_limits=frozenset({mine.pk}))

    assert Equipment.objects.get().owner == mine


def test_an_unknown_table_is_named_with_those_there_are(take, write):
    with pytest.raises(NotFound, match="equipment, seeds"):
        take("teapots", write("x\n"))


def test_calls_that_end_before_they_begin_are_rejected(take, write):
    outcome = take("calls", write("公募名,募集開始,募集終了,対象地域\n甲,2026-02-01,2026-01-01,宮城県\n"))

    assert (outcome.rejected, outcome.rejections[0].column, Call.objects.count()) == (1, "募集終了", 0)


def test_a_plain_list_of_organisations_finds_those_on_record(take, write):
    known = OrganisationFactory(name="株式会社架空製作所", kind=OrganisationKind.FIRM)

    lines = "商号又は名称,法人番号,都道府県\n㈱架空製作所,7123456789012,宮城県\n㈱架空製作所二,123,宮城県\n"
    outcome = take("organisations", write(lines, encoding="cp932"))

    known.refresh_from_db()
    assert (outcome.updated, outcome.rejected, known.corporate_number) == (1, 1, "7123456789012")


cells = st.sampled_from(["旋盤", "天秤", "概要", "", "None", "x" * 600])
owners = st.sampled_from(["架空大学", "架空大学 工学部", "架空研究所 1号室", "", "ｶｸｳ機構"])
numbers = st.sampled_from(["", "1", "2", "3"])
prefectures = st.sampled_from(["", "宮城県", "岩手", "海底県"])
uses = st.sampled_from(["", "可", "不可", "要相談", "たぶん"])
lines = st.lists(st.tuples(cells, owners, numbers, prefectures, uses).map(",".join), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines)
def test_counts_add_up_and_a_second_run_changes_nothing(tmp_path, lines):
    path = tmp_path / "mix.csv"
    path.write_text(rows_of(*lines), encoding="utf-8")
    Equipment.objects.all().delete()

    first = run_import("equipment", path, by=SystemActor("test"))
    second = run_import("equipment", path, by=SystemActor("test"))

    rows = sum(bool(line.replace(",", "")) for line in lines)
    assert first.created + first.updated + first.unchanged + first.rejected == first.rows == rows
    assert (second.created, second.updated, second.duplicates_proposed) == (0, 0, 0)
    assert (second.rejected, second.unchanged) == (first.rejected, rows - first.rejected)
    assert first.created == Equipment.objects.count()
