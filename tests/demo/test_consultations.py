"""The consultations of the demo took as long as such things take, and all that is noted of them agrees."""

from django.db.models import F
from django.utils import timezone
from tests.demo.conftest import DAY

from hashiwatashi.common.calendar import Span
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import Consultation, Entry, HolderPeriod, OfficerChange
from hashiwatashi.consultations.reports import Bounds, Line, cases_of
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.models import Plan


def test_the_steps_take_days_and_most_are_answered_in_time(world):
    span = Span(DAY.replace(year=DAY.year - 3), DAY.replace(year=DAY.year + 3))
    for lab in {one.holder for one in Consultation.objects.select_related("holder")}:
        line = Line("", cases_of(Bounds(lab, ConsultationKind.TECHNICAL, span), timezone.now()))
        assert 0 <= line.median("take").value <= 1
        assert 1 <= line.median("wait").value <= 6
        assert 2 <= line.median("close").value <= 15
        assert line.share("in_time", "due") > 0.5


def test_nothing_lies_ahead_and_every_moment_follows_the_one_before(world):
    now = timezone.now()
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Consultation.objects.filter(first_answered_at__lt=F("asked_at")).exists()
    assert not Consultation.objects.filter(closed_at__lt=F("first_answered_at")).exists()
    changed = [one.before != one.after == one.consultation.officer for one in OfficerChange.objects.all()]
    assert changed == [True] * 3
    assert not HolderPeriod.objects.filter(taken_at__lt=F("since")).exists()
    assert not HolderPeriod.objects.filter(taken_at__gt=F("until")).exists()
    assert not Entry.objects.filter(at__lt=F("consultation__asked_at")).exists()
    asked = list(Consultation.objects.order_by("pk").values_list("asked_at", flat=True))
    assert asked == sorted(asked)


def test_one_plan_waits_for_the_firm_with_a_version_that_both_had_agreed_before(world):
    plan = Plan.objects.get(latest=2)
    assert plan.stage == PlanStage.PROPOSED
    assert [edition.agreements.count() for edition in plan.editions.order_by("number")] == [2, 1]
