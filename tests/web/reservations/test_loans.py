"""A loan on pages."""

# ruff: noqa: F401, F811 the lab of the tests of reservations

from django.urls import reverse
from django.utils import timezone
from tests.reservations.conftest import _english, clerk, firm, lab, rules, some_class, unit, user
from tests.reservations.test_loans import lent


def test_a_loan_put_to_another_time_is_still_over_several_days(client, lent, user):
    made = lent("2026-12-14T09:00", "2026-12-16T17:00")
    client.force_login(user)
    told = {"day": "2026-12-21", "start": "09:00", "last_day": "2026-12-23", "end": "17:00"}
    answer = client.post(reverse("reservation-move", args=[made.uid]), told)
    assert answer.status_code == 302, answer.content.decode()
    made.refresh_from_db()
    days = [timezone.localdate(one).isoformat() for one in (made.starts, made.ends)]
    assert (days, made.is_loan) == (["2026-12-21", "2026-12-23"], True)
