"""Reservations under load, through REST, against a real server of this machine; and how fast the pages are.

1. Free slots: eight clients reserve for some seconds, each its own slots: how many a second, and how long each takes.
2. One slot: 200 clients press at the same moment, half on the page, half through REST: exactly one is stored.
3. Pages with many instruments and years of past reservations, at the server.
4. With --nemo: the first two of NEMO, the best-kept open peer, installed into var/nemo, in the same run.

.venv/bin/python bench/reservations.py                        SQLite
tools/with-postgres .venv/bin/python bench/reservations.py --nemo    PostgreSQL and a peer
Options: --instruments 10000 --past 100000 --rounds 20 --clients 200 --seconds 20
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import django

HOME = tempfile.mkdtemp()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
os.environ |= {
    "HASHI_HOME": HOME,
    "REQUESTS_PER_MINUTE": "10000000",
    "LOG_REQUESTS": "false",
}
django.setup()

# ruff: noqa: E402 tables can be imported once Django is set up
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from hashiwatashi.common.timespans import at_minute
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.opening.enums import Holidays
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Occupancy, Reservation
from loads import nemo
from loads.client import Caller, Server, at_once, figures, free_port, press, token

DICE = random.Random(2026)
WEEK = [[[0, 1440]]] * 7
PAGES = 30


def main() -> int:
    parser = argparse.ArgumentParser()
    for name, default in (
        ("instruments", 10_000),
        ("past", 100_000),
        ("rounds", 20),
        ("clients", 200),
        ("seconds", 20),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--nemo", action="store_true", help="ask NEMO the same, on PostgreSQL")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people, units = invent(asked.instruments, asked.past, max(asked.clients, 8))
    print(f"{asked.instruments:,} instruments, {asked.past:,} past reservations, {connection.vendor}")
    port = free_port()
    callers = [signed_in(person, port) for person in people]
    connections.close_all()
    command = [sys.executable, "-m", "hashiwatashi.cli", "serve", "--port", str(port), "--no-worker"]
    with Server(command, port, Path(HOME) / "server.log"):
        free_slots(callers[:8], units, asked.seconds)
        one_slot(callers[: asked.clients], units, asked.rounds)
    pages(people[0], units)
    if asked.nemo:
        connections.close_all()
        sizes = {"tools": asked.instruments, "people": min(asked.clients, 40), "seconds": asked.seconds}
        nemo.compare(Path(HOME), os.environ["DATABASE_URL"], rounds=min(asked.rounds, 5), **sizes)
    return 0


def invent(instruments: int, past: int, accounts: int) -> tuple[list[Account], list[Unit]]:
    """Ten labs with instruments, open day and night, and years of uses (架空)."""
    since = date(2020, 4, 1)
    labs = [
        Organisation.objects.create(
            kind=OrganisationKind.PUBLIC_LAB, name=f"架空試験場{n}", prefecture_id=f"{n + 1:02}"
        )
        for n in range(10)
    ]
    for lab in labs:
        rules = {"week": WEEK, "holidays": Holidays.ALWAYS, "latest_days": 0, "earliest_months": 24}
        UseRules.objects.create(owner=lab, since=since, **rules)
    classes = [EquipmentClass.objects.create(large="架空", small=str(n)) for n in range(200)]
    Equipment.objects.bulk_create(
        [
            Equipment(
                owner=labs[n % 10],
                name=f"架空の装置{n}",
                prefecture_id=labs[n % 10].prefecture_id,
                external_use=ExternalUse.OPEN,
                equipment_class=classes[n % 200],
            )
            for n in range(instruments)
        ],
        batch_size=1000,
    )
    Unit.objects.bulk_create(
        [Unit(equipment=one, number=1, since=since) for one in Equipment.objects.order_by("pk")], batch_size=1000
    )
    units = list(Unit.objects.for_lists().order_by("pk"))
    firm = Organisation.objects.create(kind=OrganisationKind.FIRM, name="株式会社架空", prefecture_id="01")
    people = [Account.objects.create_user(f"a{n}@example.jp", None) for n in range(accounts)]
    Membership.objects.bulk_create(
        [Membership(account=one, organisation=firm, role=Role.REPRESENTATIVE, since=since) for one in people]
    )
    remember(past, units, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people, units


def remember(number: int, units: list[Unit], people: list[Account]) -> None:
    """Finished uses of the years before, one after the other on each unit."""
    start, now = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2), timezone.now()
    made = [
        Reservation(
            unit=units[n % len(units)],
            starts=start - timedelta(hours=3 * (n // len(units) + 1)),
            ends=start - timedelta(hours=3 * (n // len(units) + 1) - 2),
            user=people[DICE.randrange(len(people))],
            made_by=people[0],
            purpose="架空の使用",
            stage=ReservationStage.DONE,
            permit_owner_id=units[n % len(units)].equipment.owner_id,
            permit_year=2025,
            permit_serial=n + 1,
            permitted_at=now,
        )
        for n in range(number)
    ]
    Reservation.objects.bulk_create(made, batch_size=1000)
    stored = Reservation.objects.order_by("pk").values_list("pk", "unit", "starts", "ends")
    rows = [
        Occupancy(unit_id=unit, starts=starts, ends=ends, kind=OccupancyKind.RESERVATION, reservation_id=pk)
        for pk, unit, starts, ends in stored
    ]
    Occupancy.objects.bulk_create(rows, batch_size=1000)


def free_slots(callers: list[Caller], units: list[Unit], seconds: int) -> None:
    """Each client takes slots that nobody else wants."""

    def take(caller: Caller, place: int, count: int) -> bool:
        number = place + 8 * count
        return through_rest(caller, units[number % len(units)], 3 + number // len(units), 9, 1)[0] == 200

    print(f"free slots, {len(callers)} clients: {press(callers, seconds, take)}")


def one_slot(callers: list[Caller], units: list[Unit], rounds: int) -> None:
    """All want one slot at the same moment, half of them by the page, half by REST; overlapping by half or more."""
    stored, worst, offered, far = list[int](), 0, list[int](), timezone.now() + timedelta(days=390)
    for unit in units[:rounds]:

        def take(caller: Caller, place: int, unit: Unit = unit) -> tuple[int, int]:
            way = through_rest if place % 2 else through_the_page
            return way(caller, unit, 400, 9 + place // 2 % 2, 2)

        answers = at_once(callers, take)
        standing = Occupancy.objects.filter(unit=unit, occupies=True, starts__gt=far).count()
        told = sum(status == 200 for status, _others in answers)
        stored.append(standing if standing == told else -1)
        worst = max(worst, *(status for status, _others in answers))
        offered += [others for status, others in answers if status == 409]
    print(
        f"one slot, {len(callers)} clients, {rounds} rounds: exactly one stored, and told so, in {stored.count(1)} of"
        f" {rounds}, highest status {worst}, {min(offered, default=0)} to {max(offered, default=0)} alternatives each"
    )


def pages(person: Account, units: list[Unit]) -> None:
    """What one asks of the server itself, without the way there."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    uid = units[5].equipment.uid
    for address in ("/equipment/", f"/reservations/equipment/{uid}/", "/reservations/?view=mine-past"):
        client.get(address)
        times = []
        for _round in range(PAGES):
            begun = time.perf_counter()
            status = client.get(address).status_code
            times.append(1000 * (time.perf_counter() - begun))
        print(f"{address[:24]:<24} {status} {figures(times)}")


def signed_in(person: Account, port: int) -> Caller:
    """A caller with a session of the person's."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    word = token()
    return Caller(
        port, {settings.SESSION_COOKIE_NAME: str(session.session_key), settings.CSRF_COOKIE_NAME: word}, word
    )


def through_rest(caller: Caller, unit: Unit, day: int, hour: int, hours: int) -> tuple[int, int]:
    """Reserve as a program does: the status, and how many alternatives are offered."""
    zone = timezone.get_default_timezone()
    start = at_minute(timezone.localdate() + timedelta(days=day), 60 * hour, zone)
    wish = {
        "unit": str(unit.uid),
        "start": start.isoformat(),
        "end": (start + timedelta(hours=hours)).isoformat(),
        "purpose": "架空の測定",
    }
    headers = {"Content_Type": "application/json", "Idempotency_Key": str(uuid4())}
    status, told = caller.post("/api/v1/reservations", json.dumps(wish), **headers)
    return status, len(json.loads(told).get("alternatives", [])) if status == 409 else 0


def through_the_page(caller: Caller, unit: Unit, day: int, hour: int, hours: int) -> tuple[int, int]:
    """Reserve as a person does: 200 where the page leads on to the reservation, and the alternatives it shows."""
    form = {
        "day": (timezone.localdate() + timedelta(days=day)).isoformat(),
        "start": f"{hour:02}:00",
        "end": f"{hour + hours:02}:00",
        "purpose": "架空の測定",
        "people": "1",
        "organisation": "-",
        "key": str(uuid4()),
    }
    headers = {"Content_Type": "application/x-www-form-urlencoded"}
    status, told = caller.post(f"/reservations/units/{unit.uid}/new/", urlencode(form), **headers)
    offered = len(re.findall(rb'href="/reservations/units/[^"]+/new/[?]day=', told))
    return (200 if status == 302 else status), offered


if __name__ == "__main__":
    sys.exit(main())
