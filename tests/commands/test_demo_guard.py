"""Demo accounts never get into an installation that holds anything else."""

from __future__ import annotations

import datetime

import pytest
from tests.factories import OrganisationFactory

from hashiwatashi.common.errors import Conflict
from hashiwatashi.demo.world import make_world
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def test_a_database_with_other_data_is_left_alone(db):
    OrganisationFactory()

    with pytest.raises(Conflict, match="HASHI_HOME"):
        make_world(day=datetime.date(2026, 11, 24))

    assert (Organisation.objects.count(), Account.objects.count()) == (1, 0)
