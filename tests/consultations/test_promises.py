"""What an institution promises: by its declaration, its target, or as is usual; of two words the stricter."""

import datetime

import pytest
from tests.duties.test_who import declared

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.consultations.enums import ConsultationKind, PromiseSource
from hashiwatashi.consultations.promises import days_for, promise_of, promises
from hashiwatashi.duties.actions import register_field
from hashiwatashi.duties.targets import change_target, set_target

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
DAY = datetime.date(2026, 4, 1)
TECHNICAL = ConsultationKind.TECHNICAL


@pytest.fixture
def metal(db):
    return register_field(by=BY, code="metal", name="金属", since=DAY)


def target(lab, days, **values):
    return set_target(by=BY, owner=lab, **{"function": "consultation", "answer_days": days, "since": DAY, **values})


def said(lab, field="", kind=TECHNICAL, day=DAY):
    found = promise_of(lab, kind, (Prefecture.objects.get(code="04"), None), field, day)
    return found.days, found.source


@pytest.mark.parametrize(
    ("duty", "aim", "days", "source"),
    [
        (None, None, 5, PromiseSource.USUAL),
        (None, 9, 9, PromiseSource.TARGET),
        (3, None, 3, PromiseSource.DECLARED),
        (3, 2, 2, PromiseSource.TARGET),
        (2, 3, 2, PromiseSource.DECLARED),
        (3, 3, 3, PromiseSource.DECLARED),
    ],
)
def test_of_two_words_the_stricter_holds(lab, duty, aim, days, source):
    if duty:
        declared(owner=lab, target_days=duty)
    if aim:
        target(lab, aim)
    assert said(lab) == (days, source)
    first = promises(TECHNICAL, (Prefecture.objects.get(code="04"), None), "", DAY)[0]
    assert (first.organisation, first.days, first.source) == (lab, days, source)


def test_a_field_goes_before_all_fields_and_each_kind_has_its_own(lab, elsewhere, metal):
    target(lab, 4)
    target(lab, 7, field=metal)
    target(lab, 2, function="ip")
    assert said(lab, "metal") == (7, PromiseSource.TARGET)
    assert said(lab) == said(lab, "wood") == (4, PromiseSource.TARGET)
    assert said(lab, kind=ConsultationKind.INTELLECTUAL_PROPERTY)[0] == 2
    assert said(elsewhere)[1] == PromiseSource.USUAL


def test_it_holds_from_its_first_day_to_its_last(lab):
    target(lab, 4, until=DAY + datetime.timedelta(days=30))
    before, last, after = (DAY + datetime.timedelta(days=days) for days in (-1, 29, 30))
    assert [said(lab, day=day)[0] for day in (before, DAY, last, after)] == [5, 4, 4, 5]


def test_two_never_hold_on_one_day(lab, metal):
    first = target(lab, 4)
    target(lab, 6, field=metal)
    later = target(lab, 6, since=DAY + datetime.timedelta(days=10))
    first.refresh_from_db()
    assert first.until == later.since
    with pytest.raises(InvalidInput):
        change_target(later, by=BY, since=DAY + datetime.timedelta(days=9))
    with pytest.raises(InvalidInput):
        target(lab, 6, function="life", close_days=5)


def test_what_was_promised_stays_when_the_target_changes(lab, asked):
    aim = target(lab, 4, close_days=10, since=datetime.date(2020, 4, 1))
    question = asked(due_source=PromiseSource.TARGET)
    due = question.due_on
    assert days_for(question) == 4
    change_target(aim, by=BY, answer_days=1)
    question.refresh_from_db()
    assert (question.due_on, days_for(question)) == (due, 1)
