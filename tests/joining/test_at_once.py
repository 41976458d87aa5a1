"""Two hundred people claim one firm at the same time: one claim stands."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.factories import AccountFactory, OrganisationFactory

from hashiwatashi.common.errors import Conflict
from hashiwatashi.joining.actions import apply_as_first
from hashiwatashi.joining.enums import Way
from hashiwatashi.joining.models import Application
from hashiwatashi.organisations.enums import OrganisationKind

CLAIMS, THREADS = 200, 20


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_claims_of_one_firm_one_stands():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    firm = OrganisationFactory(kind=OrganisationKind.FIRM)
    accounts = AccountFactory.create_batch(CLAIMS)
    barrier = Barrier(THREADS)

    def claim(account):
        if account.pk <= accounts[THREADS - 1].pk:
            barrier.wait()
        try:
            apply_as_first(by=account, organisation=firm, way=Way.HAND, full_name="架空 花子")
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(claim, accounts))
    assert sum(outcomes) == 1
    assert Application.objects.count() == 1
