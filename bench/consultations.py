"""An institution among ten with 100,000 past consultations: its lists, a person's day and one page, at the server.

How often each page asks the database is a literal number of the tests (tests/web/consultations).

.venv/bin/python bench/consultations.py [CONSULTATIONS]
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta

import django

os.environ["HASHI_HOME"] = tempfile.mkdtemp()
os.environ["DJANGO_SETTINGS_MODULE"] = "hashiwatashi.settings"
django.setup()

# ruff: noqa: E402 tables can be imported once Django is set up
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from hashiwatashi.consultations.enums import ConsultationStage, EntryKind
from hashiwatashi.consultations.models import Consultation, Entry, HolderPeriod
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

DICE, ROUNDS = random.Random(2026), 30


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    labs = [
        Organisation.objects.create(kind=OrganisationKind.PUBLIC_LAB, name=f"架空試験場{n}", prefecture_id="04")
        for n in range(10)
    ]
    people = [_member(lab, n) for lab in labs for n in range(5)]
    _invent(number, labs, people)
    client = Client(SERVER_NAME="localhost")
    client.force_login(people[0])
    one = Consultation.objects.filter(holder=labs[0]).latest("pk")
    print(f"{number:,} consultations of {len(labs)} institutions, {connection.vendor}")
    for address in (
        "/consultations/",
        "/consultations/?view=open",
        "/consultations/?view=closed",
        "/consultations/figures/",
        "/mypage/",
        f"/consultations/{one.uid}/",
    ):
        _measure(client, address)
    return 0


def _member(lab: Organisation, number: int) -> Account:
    account: Account = Account.objects.create_user(f"a{lab.pk}-{number}@example.jp", None)
    Membership.objects.create(account=account, organisation=lab, role=Role.RESEARCHER, since="2020-04-01")
    return account


def _invent(number: int, labs: list[Organisation], people: list[Account]) -> None:
    """Years of consultations (架空); one in a hundred is still open."""
    now = timezone.now()
    made = []
    for n in range(number):
        officer = people[n % len(people)]
        asked, is_open = now - timedelta(minutes=DICE.randint(10, 3_000_000)), n % 100 == 0
        made.append(
            Consultation(
                topic=f"架空の相談{n}",
                text="部品がさびる",
                prefecture_id="04",
                holder=labs[n % len(people) // 5],
                officer=officer,
                asked_at=asked,
                due_on=(asked + timedelta(days=5)).date(),
                first_answered_at=None if is_open else asked + timedelta(days=2),
                closed_at=None if is_open else asked + timedelta(days=9),
                stage=ConsultationStage.ASSIGNED if is_open else ConsultationStage.DONE,
            )
        )
    Consultation.objects.bulk_create(made, batch_size=2000)
    stored = list(Consultation.objects.order_by("pk"))
    HolderPeriod.objects.bulk_create(
        [HolderPeriod(consultation=c, organisation=c.holder, since=c.asked_at, until=c.closed_at) for c in stored],
        batch_size=2000,
    )
    Entry.objects.bulk_create(
        [Entry(consultation=c, kind=EntryKind.QUESTION, text=c.text, at=c.asked_at) for c in stored], batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measure(client: Client, address: str) -> None:
    client.get(address)
    answer = client.get(address)
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    told = f"{answer.status_code}  p50 {statistics.median(times):6.1f} ms  p95 {p95:6.1f} ms"
    print(f"{address[:36]:<36} {told}")


if __name__ == "__main__":
    sys.exit(main())
