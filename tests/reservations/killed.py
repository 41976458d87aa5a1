"""What `test_killed` starts: processes that reserve, move, close and cancel are killed at random; what is left holds.

The one that forks them never opens a connection of its own.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count, pairwise

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
django.setup()

from django.db import connection  # noqa: E402 Django is set up first

from hashiwatashi.common.audit.models import AuditEvent  # noqa: E402
from hashiwatashi.common.audit.trail import broken_lines  # noqa: E402
from hashiwatashi.common.errors import DomainError  # noqa: E402
from hashiwatashi.common.timespans import TimeSpan  # noqa: E402
from hashiwatashi.opening.models import Unit  # noqa: E402
from hashiwatashi.people.models import Account  # noqa: E402
from hashiwatashi.reservations import guard  # noqa: E402
from hashiwatashi.reservations.actions import cancel, move, reserve  # noqa: E402
from hashiwatashi.reservations.closing import close_unit, end_closure  # noqa: E402
from hashiwatashi.reservations.enums import OCCUPYING, OccupancyKind  # noqa: E402
from hashiwatashi.reservations.models import Closure, Occupancy, Reservation  # noqa: E402
from hashiwatashi.reservations.wishes import Wish  # noqa: E402


def hours(first, start, length=1):
    return TimeSpan(first + timedelta(hours=start), first + timedelta(hours=start + length))


def work(unit, user, keeper, first, told):
    """Without end; says so when it is about to begin."""
    os.write(told, b".")
    for number in count(random.randrange(4)):
        with suppress(DomainError):
            made = reserve(Wish(unit, hours(first, number % 4), user=user), by=user, purpose="試験")
            move(made, hours(first, 4 + number % 3), by=user)
            cancel(made, by=user)
        with suppress(DomainError):
            close_unit(unit, hours(first, 1, 4), kind=OccupancyKind.MAINTENANCE, reason="点検", by=keeper)
        for closure in Closure.objects.standing():
            end_closure(closure, by=keeper)


def check(unit, user, keeper, first):
    """Everything that holds at every moment; and that the next one can reserve."""
    assert not guard.is_missing(connection)
    assert not list(broken_lines())
    rows = list(Occupancy.objects.filter(occupies=True).order_by("starts"))
    assert all(one.ends <= other.starts for one, other in pairwise(rows))
    for one in Reservation.objects.select_related("occupancy"):
        assert one.occupancy.occupies == (one.stage in OCCUPYING)
        assert one.occupancy.span == one.span
        assert AuditEvent.objects.filter(subject_uid=one.uid, event="reservation.reserved").count() == 1
    for closure in Closure.objects.select_related("occupancy"):
        assert closure.occupancy.occupies == (closure.ended_at is None)
    assert Occupancy.objects.count() == Reservation.objects.count() + Closure.objects.count()
    cancel(reserve(Wish(unit, hours(first, 7), user=user), by=user, purpose="次"), by=user)


def loaded(pks):
    unit, user, keeper = pks
    accounts = Account.objects
    return Unit.objects.for_lists().get(pk=unit), accounts.get(pk=user), accounts.get(pk=keeper)


def forked(act):
    """The process that does something, and then ends with 0 or, after an error, with 1."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        act()
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(times, pks, first):
    for number in range(times):
        reads, writes = os.pipe()
        pid = forked(lambda to=writes: work(*loaded(pks), first, to))
        os.read(reads, 1)
        time.sleep(random.Random(number).uniform(0, 0.25))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(reads)
        os.close(writes)
    _pid, status = os.waitpid(forked(lambda: print_errors(pks, first)), 0)
    return os.waitstatus_to_exitcode(status)


def print_errors(pks, first):
    import traceback

    try:
        check(*loaded(pks), first)
    except BaseException:
        traceback.print_exc()
        raise


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), [int(one) for one in sys.argv[2:5]], datetime.fromisoformat(sys.argv[5])))
