"""Reservations under load, through REST, against a real server of this machine; and how fast the pages are.

1. Free slots: eight clients reserve for some seconds, each its own slots: how many a second, and how long each takes.
2. One slot: 200 clients press at the same moment, again and again: exactly one is stored, nobody gets a 5xx.
3. Pages with many instruments and years of past reservations, at the server.

.venv/bin/python bench/reservations.py                        SQLite
tools/with-postgres .venv/bin/python bench/reservations.py    PostgreSQL
Options: --instruments 10000 --past 100000 --rounds 20 --clients 200 --seconds 20
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
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
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people, units = invent(asked.instruments, asked.past, max(asked.clients, 8))
    print(f"{asked.instruments:,} instruments, {asked.past:,} past reservations, {connection.vendor}")
    sessions = [session_of(person) for person in people]
    port = free_port()
    connections.close_all()
    with Server(port):
        free_slots(port, sessions[:8], units, asked.seconds)
        one_slot(port, sessions[: asked.clients], units, asked.rounds)
    pages(people[0], units)
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


def free_slots(port: int, sessions: list[Session], units: list[Unit], seconds: int) -> None:
    """Each client takes slots that nobody else wants."""
    until, times, answers = time.monotonic() + seconds, list[float](), list[int]()
    lock = threading.Lock()

    def work(number: int) -> None:
        mine, client = 0, Caller(port, sessions[number])
        while time.monotonic() < until:
            unit = units[(number + 8 * mine) % len(units)]
            body = wish(unit, day=3 + 8 * mine // len(units), hour=9, hours=1)
            begun = time.perf_counter()
            status = client.post("/api/v1/reservations", body)
            with lock:
                times.append(1000 * (time.perf_counter() - begun))
                answers.append(status)
            mine += 1

    with ThreadPoolExecutor(len(sessions)) as threads:
        list(threads.map(work, range(len(sessions))))
    good = answers.count(200)
    told = f"p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"
    print(
        f"free slots, {len(sessions)} clients: {good / seconds:.0f} a second, {told}, {len(answers) - good} refused"
    )


def one_slot(port: int, sessions: list[Session], units: list[Unit], rounds: int) -> None:
    """All clients want one slot at the same moment; overlapping by a quarter of it or more."""
    stored, worst, offered = list[int](), 0, list[int]()
    for number in range(rounds):
        unit, barrier = units[number], threading.Barrier(len(sessions))
        answers: list[tuple[int, int]] = []

        def press(index: int, unit: Unit = unit, barrier: threading.Barrier = barrier) -> tuple[int, int]:
            client = Caller(port, sessions[index])
            body = wish(unit, day=400, hour=9 + index % 2, hours=2)
            barrier.wait(60)
            status = client.post("/api/v1/reservations", body)
            return status, len(client.told.get("alternatives", [])) if status == 409 else 0

        with ThreadPoolExecutor(len(sessions)) as threads:
            answers = list(threads.map(press, range(len(sessions))))
        stored.append(sum(status == 200 for status, _others in answers))
        worst = max(worst, *(status for status, _others in answers))
        offered += [others for status, others in answers if status == 409]
    same = sum(one == 1 for one in stored)
    print(
        f"one slot, {len(sessions)} clients, {rounds} rounds: exactly one stored in {same} of {rounds},"
        f" highest status {worst}, {min(offered, default=0)} to {max(offered, default=0)} alternatives each"
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
        told = f"p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"
        print(f"{address[:24]:<24} {status} {told}")


def wish(unit: Unit, *, day: int, hour: int, hours: int) -> dict[str, Any]:
    """A reservation so many days from today."""
    zone = timezone.get_default_timezone()
    start = at_minute(timezone.localdate() + timedelta(days=day), 60 * hour, zone)
    return {
        "unit": str(unit.uid),
        "start": start.isoformat(),
        "end": (start + timedelta(hours=hours)).isoformat(),
        "purpose": "架空の測定",
    }


Session = tuple[str, str]


def session_of(person: Account) -> Session:
    """A session that signed in, and its token."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key), "".join(DICE.choices("abcdefghijklmnopqrstuvwxyz", k=32))


class Caller:
    """One client with its own connection."""

    def __init__(self, port: int, session: Session) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.told: dict[str, Any] = {}
        self.returns = 0
        key, token = session
        self.headers = {
            "Content-Type": "application/json",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
        }

    def post(self, path: str, body: dict[str, Any]) -> int:
        """The status; what was told stands in ``told``. On SQLite, where too many wait to write, the site asks to
        come back in a moment (503); with its key the same wish is sent again."""
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        while True:
            self.connection.request("POST", path, json.dumps(body), headers)
            answer = self.connection.getresponse()
            self.told = json.loads(answer.read() or b"{}")
            if answer.status != 503:
                return answer.status
            self.returns += 1
            time.sleep(0.1 + DICE.random() / 5)


class Server:
    """The site as it is run, on loopback, ended with the block."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self) -> None:
        log = (Path(HOME) / "server.log").open("w")
        command = [sys.executable, "-m", "hashiwatashi.cli", "serve", "--port", str(self.port), "--no-worker"]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0 and self._answers():
                    return
            time.sleep(0.3)
        raise SystemExit(f"the server does not answer: {Path(log.name).read_text()[-2000:]}")

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            asked.request("GET", "/robots.txt")
            return asked.getresponse().status == 200
        except OSError:
            return False

    def __exit__(self, *error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
