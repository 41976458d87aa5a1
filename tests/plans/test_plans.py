"""A plan is written by the institution, agreed by both, version by version, and read as far as the firm consents."""

import datetime

import pytest
from django.utils import timezone
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, EditConflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.consents import FileReading
from hashiwatashi.consultations.files import give_consent, withdraw_consent
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role
from hashiwatashi.plans.actions import agree, begin, comment, write
from hashiwatashi.plans.content import Content, ThemeContent
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.reading import read_plan
from hashiwatashi.plans.stages import PLAN_STAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(lab, person):  # noqa: F811
    return person(lab)


@pytest.fixture
def owner(firm, person):  # noqa: F811
    return person(firm, Role.REPRESENTATIVE)


@pytest.fixture
def plan(lab, firm, officer, owner):  # noqa: F811
    content = Content("さびない部品を作る", themes=(ThemeContent("めっき"),))
    return begin(by=officer, firm=firm, institution=lab, content=content)


def consent(owner, firm, lab):  # noqa: F811
    until = timezone.localdate() + datetime.timedelta(days=9)
    return give_consent(by=owner, firm=firm, institution=lab, until=until)


def test_both_agree_to_one_version_and_a_change_needs_it_anew(plan, officer, owner, lab, firm):  # noqa: F811
    agree(plan, by=officer, side=lab, number=1)
    plan.refresh_from_db()
    assert plan.stage == PlanStage.PROPOSED
    agree(plan, by=owner, side=firm, number=1)
    plan.refresh_from_db()
    assert plan.stage == PlanStage.AGREED
    write(plan, by=officer, content=Content("さびない部品を量産する", themes=(ThemeContent("めっき"),)))
    assert (plan.stage, plan.latest) == (PlanStage.PROPOSED, 2)
    with pytest.raises(Conflict):
        agree(plan, by=owner, side=firm, number=1)
    agree(plan, by=owner, side=firm, number=2)
    with pytest.raises(Conflict):
        agree(plan, by=owner, side=firm, number=2)
    names = set(AuditEvent.objects.filter(subject_uid=plan.uid).values_list("event", flat=True))
    assert names == {"plan.begun", "plan.agreed", "plan.settled", "plan.written"}


def test_nobody_agrees_for_the_other_side_and_the_firm_does_not_write(plan, officer, owner, lab, firm):  # noqa: F811
    with pytest.raises(NotAllowed):
        agree(plan, by=officer, side=firm, number=1)
    with pytest.raises(NotAllowed):
        agree(plan, by=owner, side=lab, number=1)
    with pytest.raises(NotAllowed):
        write(plan, by=owner, content=Content("別の目的"))
    with pytest.raises(NotAllowed):
        begin(by=owner, firm=firm, institution=lab, content=Content("別の目的"))
    with pytest.raises(Conflict):
        begin(by=officer, firm=firm, institution=lab, content=Content("もう一つ"))


def test_the_same_again_is_no_version_and_of_two_writers_the_second_learns_it(plan, officer):
    same = Content("さびない部品を作る", themes=(ThemeContent("めっき"),))
    write(plan, by=officer, content=same)
    assert plan.editions.count() == 1
    write(plan, by=officer, content=Content("次"), version=plan.version)
    with pytest.raises(EditConflict):
        write(plan, by=officer, content=Content("その次"), version=1)
    assert plan.editions.count() == 2


def test_the_history_tells_what_each_version_changed(plan, officer):
    day = datetime.date(2026, 12, 1)
    write(plan, by=officer, content=Content("量産", day, (ThemeContent("めっき", result="済"), ThemeContent("塗装"))))
    newest, first = read_plan(plan, by=officer).revisions
    assert newest.changes == (
        "purpose changed",
        "next meeting changed",
        "Theme added: 塗装",
        "めっき: result changed",
    )
    assert first.changes == ("First version",)


def test_what_cannot_be_is_told(plan, officer, asked, lab):  # noqa: F811
    for content in (
        Content(" "),
        Content("目的", themes=(ThemeContent("同じ"), ThemeContent("同じ"))),
        Content("目的", themes=tuple(ThemeContent(str(number)) for number in range(21))),
        Content("目的", themes=(ThemeContent("いつか", state="some day"),)),
        Content(
            "目的", themes=(ThemeContent("逆", since=datetime.date(2026, 5, 2), until=datetime.date(2026, 5, 1)),)
        ),
        Content("目的", consultations=frozenset({asked().pk})),
    ):
        with pytest.raises(InvalidInput):
            write(plan, by=officer, content=content)
    assert plan.editions.count() == 1


def test_without_consent_the_institution_reads_what_is_its_own(
    plan,
    officer,
    owner,
    lab,  # noqa: F811
    firm,  # noqa: F811
    asked,  # noqa: F811
    elsewhere,  # noqa: F811
    person,  # noqa: F811
):
    held, others = asked(firm=firm), asked(firm=firm, holder=elsewhere)
    comment(plan, by=owner, side=firm, text="よろしく")
    comment(plan, by=officer, side=lab, text="こちらこそ")
    agree(plan, by=owner, side=firm, number=1)
    both = frozenset({held.pk, others.pk})
    with pytest.raises(InvalidInput):
        write(plan, by=officer, content=Content("目的", consultations=both))
    given = consent(owner, firm, lab)
    write(plan, by=officer, content=Content("目的", consultations=both))
    newcomer = person(lab)
    sheet = read_plan(plan, by=newcomer)
    assert ([one.text for one in sheet.comments], len(sheet.consultations)) == (["よろしく", "こちらこそ"], 2)
    assert FileReading.objects.get().numbers == [others.number]
    withdraw_consent(given, by=owner)
    sheet = read_plan(plan, by=newcomer)
    assert ([one.text for one in sheet.comments], sheet.consultations) == (["こちらこそ"], [held])
    assert sheet.agreements == []
    assert FileReading.objects.count() == 1
    assert len(read_plan(plan, by=owner).comments) == 2
    # What the institution does not see any more is not lost when it writes on.
    write(plan, by=officer, content=Content("次の目的"))
    assert read_plan(plan, by=owner).consultations == [others]


def test_it_ends_and_resumes(plan, officer, owner):
    with pytest.raises(NotAllowed):
        PLAN_STAGES.move(plan, "end", by=owner)
    PLAN_STAGES.move(plan, "end", by=officer)
    with pytest.raises(Conflict):
        write(plan, by=officer, content=Content("次"))
    PLAN_STAGES.move(plan, "resume", by=officer)
    assert plan.stage == PlanStage.PROPOSED


def test_the_other_side_is_told(plan, officer, owner, lab, firm):  # noqa: F811
    told = set(Notice.objects.filter(account=owner).values_list("kind", flat=True))
    assert told == {"plan_written"}
    comment(plan, by=owner, side=firm, text="よろしく")
    agree(plan, by=owner, side=firm, number=1)
    told = Notice.objects.filter(account=officer).values_list("kind", flat=True)
    assert sorted(told) == ["plan_answered", "plan_commented"]
    assert not Notice.objects.filter(account=owner, kind__in=("plan_answered", "plan_commented")).exists()
