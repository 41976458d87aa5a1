import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factories import OrganisationFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.organisations.actions import merge_organisation, register_organisation
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import Organisation, OrganisationName

TESTER = SystemActor("test")
DAY = datetime.date(2024, 10, 1)


def test_a_merged_organisation_points_to_its_successor(db):
    old, new = OrganisationFactory(), OrganisationFactory()
    merge_organisation(old, into=new, on=DAY, by=TESTER)
    old.refresh_from_db()
    assert (old.status, old.successor, old.closed_on) == (OrganisationStatus.MERGED, new, DAY)


def test_mergers_never_run_in_a_circle(db):
    first, second, third = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    merge_organisation(first, into=second, on=DAY, by=TESTER)
    merge_organisation(second, into=third, on=DAY, by=TESTER)
    with pytest.raises(Conflict):
        merge_organisation(third, into=first, on=DAY, by=TESTER)


def test_the_database_refuses_a_merged_organisation_without_successor(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=OrganisationFactory().pk).update(status=OrganisationStatus.MERGED)


def test_two_organisations_never_share_a_corporate_number(db):
    fields = {"kind": OrganisationKind.FIRM, "corporate_number": "7123456789012"}
    register_organisation(by=TESTER, name="架空一", **fields)
    with pytest.raises(InvalidInput):
        register_organisation(by=TESTER, name="架空二", **fields)


def test_an_organisation_is_found_by_present_and_former_names_in_any_spelling(db):
    lab = OrganisationFactory(name="株式会社架空テスト")
    OrganisationName.objects.create(organisation=lab, name="ひかり試験所", until=DAY)
    OrganisationFactory()
    assert list(Organisation.objects.named("㈱架空テスト")) == [lab]
    assert list(Organisation.objects.named("ヒカリ 試験所")) == [lab]
