"""Equal imports at one time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.exchange.conftest import HEADER

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.exchange.actions import run_import

AT_ONCE = 4


@pytest.mark.django_db(transaction=True)
def test_equal_imports_wait_for_each_other(write):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    path = write(f"{HEADER}\n" + "".join(f"機器{n},架空県センター,K-{n},宮城県,可\n" for n in range(50)))

    def once(_):
        try:
            return run_import("equipment", path, by=SystemActor("test")).created
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sorted(pool.map(once, range(AT_ONCE))) == [0, 0, 0, 50]
