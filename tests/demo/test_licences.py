"""The demo shows a held course, a full one with its line, one with seats, and licences that end or are suspended."""

from collections import Counter

from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.notices.models import Notice


def test_courses_and_licences_of_the_demo(world):
    assert [course.held_at is not None for course in Course.objects.order_by("starts")] == [True, False, False]
    assert Counter(CourseSeat.objects.values_list("stage", flat=True)) == {
        "passed": 2,
        "failed": 1,
        "seated": 2,
        "waiting": 2,
    }
    assert Counter(one.state.value for one in OperatorLicence.objects.all()) == {"valid": 4, "suspended": 1}
    assert Notice.objects.filter(kind="licence_expires").count() == 1
