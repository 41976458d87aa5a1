"""Whatever is done in whatever order: nothing overlaps, stages and time taken agree, nothing lies outside hours."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashiwatashi.common.errors import DomainError
from hashiwatashi.opening.models import SpecialDay
from hashiwatashi.reservations.actions import apply, cancel, end_holds, move, revoke, step
from hashiwatashi.reservations.approvals import agree, refuse, send_back
from hashiwatashi.reservations.closing import (
    cancel_special_day,
    change_rules,
    close_unit,
    end_closure,
    outside_hours,
    set_special_day,
)
from hashiwatashi.reservations.enums import OCCUPYING, Ground, OccupancyKind
from hashiwatashi.reservations.models import Closure, Occupancy, Reservation

VERBS = (
    "reserve", "apply", "agree", "send-back", "refuse", "revoke", "cancel", "pull-back", "move",
    "close", "reopen", "shut", "unshut", "hours", "expire",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(9, 16), st.integers(1, 4), st.integers(0, 5)), max_size=14
)


def check_invariants(unit, lab):
    """What holds at every moment."""
    rows = list(Occupancy.objects.filter(unit=unit, occupies=True).order_by("starts"))
    assert all(one.ends <= other.starts for one, other in pairwise(rows))
    for one in Reservation.objects.select_related("occupancy"):
        assert one.occupancy.occupies == (one.stage in OCCUPYING)
        assert (one.occupancy.starts, one.occupancy.unit_id) == (one.starts, one.unit_id)
        assert one.permit_serial is not None or one.stage not in ("permitted", "in_use", "done")
    assert outside_hours(lab.pk, timezone.now()) == []
    serials = [one for one in Reservation.objects.values_list("permit_serial", flat=True) if one]
    assert sorted(serials) == list(range(1, len(serials) + 1))


@pytest.fixture
def world(unit, lab, rules, clerk, director, user, reserved, at, day):
    """Everybody and everything that a sequence needs, by name."""
    return SimpleNamespace(**locals())


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_breaks_an_invariant(steps, world):
    with transaction.atomic():
        for verb, hour, length, which in steps:
            with suppress(DomainError), transaction.atomic():
                do(world, verb, world.at(hour, hour + length), hour, which)
            check_invariants(world.unit, world.lab)
        transaction.set_rollback(True)


def do(world, verb, span, hour, which):
    """One step; where it is about one reservation, with the ``which``-th that there is."""
    found = list(Reservation.objects.select_related("unit__equipment").order_by("pk"))
    one = found[which % len(found)] if found else None
    until = [[540, hour * 60]] if hour > 9 else []
    closure, special = Closure.objects.order_by("pk").last(), SpecialDay.objects.order_by("pk").last()
    verbs = {
        "reserve": lambda: world.reserved(span),
        "expire": lambda: end_holds(timezone.now() + timedelta(hours=72)),
        "close": lambda: close_unit(world.unit, span, kind=OccupancyKind.MAINTENANCE, reason="点検", by=world.clerk),
        "reopen": lambda: closure and end_closure(closure, by=world.clerk),
        "shut": lambda: set_special_day(
            SpecialDay(owner=world.lab, day=world.day, hours=until, reason="催し"), by=world.clerk
        ),
        "unshut": lambda: special and cancel_special_day(special, by=world.clerk),
        "hours": lambda: change_rules(world.rules, by=world.clerk, week=[[[540, (hour + 1) * 60]]] * 5 + [[], []]),
    }
    of_one = {
        "apply": lambda: apply(one, by=world.user),
        "agree": lambda: agree(one, by=world.director),
        "send-back": lambda: send_back(one, by=world.director, comment="直してください"),
        "refuse": lambda: refuse(one, by=world.director, ground=Ground.DISTURBS),
        "revoke": lambda: revoke(one, by=world.clerk, ground=Ground.BREACH),
        "cancel": lambda: cancel(one, by=world.user),
        "pull-back": lambda: step(one, "pull-back", by=world.user),
        "move": lambda: move(one, span, by=world.user),
    }
    if verb in verbs or one is not None:
        (verbs | of_one)[verb]()
