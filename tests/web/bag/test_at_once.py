"""Two records put among the candidates at the same instant: both are there."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from tests.factories import AccountFactory, EquipmentFactory

from hashiwatashi.bags.models import BagItem

AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_everything_that_is_put_in_at_one_instant_is_there():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    account, records = AccountFactory(), EquipmentFactory.create_batch(AT_ONCE)
    clients, barrier = [Client() for _ in records], Barrier(AT_ONCE)
    for client in clients:
        client.force_login(account)

    def put(client, record):
        barrier.wait()
        try:
            return client.post("/bag/add/", {"kind": "equipment", "record": str(record.uid)}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert set(threads.map(put, clients, records)) == {302}
    assert {item.record for item in BagItem.objects.all()} == {record.uid for record in records}
