"""Two thousand firms in chains of holdings, classed by every rule set and stored; then recomputed from that.

.venv/bin/python bench/firms.py [FIRMS]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import django

os.environ["HASHI_HOME"] = tempfile.mkdtemp()
os.environ["DJANGO_SETTINGS_MODULE"] = "hashiwatashi.settings"
django.setup()

# ruff: noqa: E402 tables can be imported once Django is set up
from django.core.management import call_command
from django.db import transaction

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.firms.models import FirmAssessment, FirmProfile, ShareHolding
from hashiwatashi.firms.reassessing import assess_anew
from hashiwatashi.firms.stored import differing
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation

T = TypeVar("T")
DAY, SINCE, BY = date(2026, 4, 1), date(2025, 4, 1), SystemActor("bench")
DICE = random.Random(2026)


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    call_command("migrate", verbosity=0)
    firms = _invent(number)
    keys = [one.pk for one in firms]
    with transaction.atomic():
        made = _timed(f"{number:,} firms assessed and stored", lambda: assess_anew(keys, DAY, by=BY))
    with transaction.atomic():
        again = _timed("again, nothing changed", lambda: assess_anew(keys, DAY, by=BY))
    left = _timed(f"{len(made):,} recomputed", lambda: list(differing(FirmAssessment.objects.all())))
    print(f"stored {len(made):,}, anew {len(again)}, different {len(left)}")
    return len(again) + len(left)


def _invent(number: int) -> list[Organisation]:
    """Firms (架空) of all sizes; two of three are held by one or two of the others, in chains and rings."""
    firms = Organisation.objects.bulk_create(
        [Organisation(kind=OrganisationKind.FIRM, name=f"架空{n}", name_key=f"架空{n}") for n in range(number)]
    )
    FirmProfile.objects.bulk_create(
        [
            FirmProfile(
                owner=firm,
                since=SINCE,
                group=DICE.choice(list(Group)),
                capital=DICE.choice([10**7, 10**8, 10**9]),
                employees=DICE.choice([5, 50, 200, 1_000, 5_000]),
                average_income=0,
                officers=4,
                is_complete=True,
            )
            for firm in firms
        ]
    )
    holdings = []
    for firm in firms:
        for holder in DICE.sample(firms, DICE.randint(0, 2)):
            if holder != firm:
                values = {"holder": holder, "holder_name": holder.name, "told_class": FirmClass.UNKNOWN}
                part = DICE.randint(1, 5)
                holdings.append(ShareHolding(owner=firm, part=part, whole=10, since=SINCE, **values))
    ShareHolding.objects.bulk_create(holdings)
    return firms


def _timed(what: str, work: Callable[[], T]) -> T:
    begun = time.perf_counter()
    found = work()
    print(f"{what}: {time.perf_counter() - begun:.1f} s")
    return found


if __name__ == "__main__":
    sys.exit(main())
