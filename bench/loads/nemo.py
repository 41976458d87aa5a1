"""The peer of `bench/reservations.py`: a site of NEMO on the same database server, asked by the same client.

NEMO is installed from the package registry into a folder of its own, once; it is no part of this project. It is run
as ours is, with two processes of eight threads, and asked through its web page: by its staff, for whom it checks
least, and by users who are qualified for a hundred tools.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from loads.client import Caller, Server, at_once, free_port, press, token

VERSION = "8.1.5"
FOLDER = Path("var/nemo")
HERE = Path(__file__).parent
HOUR = 3600
QUALIFIED = 100


@dataclass(frozen=True, slots=True)
class Site:
    """A NEMO that runs: its tools, and callers of the staff and of its users who are signed in."""

    address: str
    tools: list[int]
    staff: list[Caller]
    users: list[Caller]

    def reserve(self, caller: Caller, tool: int, start: int, seconds: int = HOUR) -> tuple[int, bool]:
        """The status, and whether it says that it is stored: then its answer is empty."""
        body = urlencode({"item_type": "tool", "item_id": tool, "start": start, "end": start + seconds})
        status, told = caller.post("/create_reservation/", body, Content_Type="application/x-www-form-urlencoded")
        return status, status == 200 and not told.strip()

    def stored(self, tool: int) -> int:
        """How many reservations of a tool there are."""
        with psycopg.connect(self.address) as connection:
            found = connection.execute(
                'SELECT count(*) FROM "NEMO_reservation" WHERE tool_id = %s', [tool]
            ).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def running(home: Path, database: str, tools: int, people: int) -> Iterator[Site]:
    """A site with so many tools and people, on a database of its own beside ``database``."""
    python = _installed()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE nemo")
    address = f"{database.rpartition('/')[0]}/nemo"
    environment = {
        "NEMO_DATABASE": address,
        "NEMO_HOME": str(home),
        "HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "nemo_settings",
        "PYTHONPATH": str(HERE),
    }
    command = [str(python), str(HERE / "nemo_world.py"), str(tools), str(people)]
    made = json.loads(
        subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE).stdout
    )
    port, word = free_port(), token()
    serve = [str(python.with_name("gunicorn")), "-w", "2", "--threads", "8", "-b", f"127.0.0.1:{port}"]
    with Server([*serve, "NEMO.wsgi:application"], port, home / "nemo.log", environment):
        staff, users = (
            [Caller(port, {"sessionid": one, "csrftoken": word}, word) for one in made[who]]
            for who in ("staff", "users")
        )
        yield Site(address, made["tools"], staff, users)


def compare(home: Path, database: str, *, tools: int, people: int, seconds: int, rounds: int) -> None:
    """Free slots by eight clients, then one slot for all of them, as ours is asked."""
    with running(home, database, tools, people) as site:
        tomorrow = (int(time.time()) // HOUR + 24) * HOUR

        def taking(among: list[int], hour: int) -> Callable[[Caller, int, int], bool]:
            def take(caller: Caller, place: int, count: int) -> bool:
                later, number = divmod(place + 8 * count, len(among))
                return site.reserve(caller, among[number], tomorrow + HOUR * (2 * later + hour))[1]

            return take

        some = site.tools[:QUALIFIED]
        told = press(site.staff[:8], seconds, taking(site.tools, 0))
        print(f"NEMO {VERSION}, free slots, 8 clients of the staff: {told}")
        print(f"NEMO {VERSION}, free slots, 8 users: {press(site.users, seconds, taking(some, 1))}")
        counts, worst = list[int](), 0
        for number in range(rounds):
            tool, start = site.tools[number], tomorrow + 400 * 24 * HOUR
            before = site.stored(tool)
            told = at_once(
                site.staff,
                lambda caller, place, tool=tool, start=start: site.reserve(
                    caller, tool, start + HOUR * (place % 2), 2 * HOUR
                ),
            )
            counts.append(site.stored(tool) - before)
            worst = max(worst, *(status for status, _stored in told))
        print(
            f"NEMO {VERSION}, one slot, {people} clients, {rounds} rounds: exactly one stored in {counts.count(1)} of"
            f" {rounds}, {min(counts)} to {max(counts)} each, highest status {worst}"
        )


def _installed() -> Path:
    """The Python of a folder that has NEMO."""
    python = (FOLDER / "bin" / "python").absolute()
    if not (FOLDER / "bin" / "gunicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        wanted = [f"NEMO=={VERSION}", "gunicorn", "psycopg[binary]"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python
