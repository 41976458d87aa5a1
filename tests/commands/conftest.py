"""Whole installations, which commands of their own processes fill and read."""

import os

import pytest
from django.db import connection
from tests.commands.test_move import _on_server, hashi


@pytest.fixture(scope="module")
def database(tmp_path_factory, django_db_blocker):
    """Makes the address of an empty database: none on SQLite, where it lies in HASHI_HOME."""
    made = []

    def make():
        if connection.vendor != "postgresql":
            return ""
        name = f"backup_{os.getpid()}_{len(made)}"
        made.append(name)
        _on_server(f'CREATE DATABASE "{name}"')
        return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    yield make
    for name in made:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def filled(tmp_path_factory, database):
    """An installation with a list imported, an operator, a photo's file and an audit trail; and its address."""
    home, url = tmp_path_factory.mktemp("filled"), database()
    hashi(home, "migrate", url=url)
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    rows = "".join(f"装置{number},架空大学,可\n" for number in range(40))
    path.write_text(f"機器名,所有機関,外部利用\n{rows}", encoding="utf-8")
    hashi(home, "import", "equipment", str(path), url=url)
    make = (
        "from hashiwatashi.people.models import Account; Account.objects.create_superuser('a@example.jp', 'x-pass')"
    )
    hashi(home, "manage", "shell", "-v", "0", "-c", make, url=url)
    (home / "photos").mkdir(exist_ok=True)
    (home / "photos" / "one.jpg").write_bytes(b"\xff\xd8picture")
    return home, url
