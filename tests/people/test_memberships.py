import datetime

import time_machine
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.people.actions import create_account, end_membership, start_membership
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

TESTER = SystemActor("test")


def again(account):
    return Account.objects.get(pk=account.pk)


def test_a_role_opens_on_its_first_day_and_closes_on_the_day_it_ends(db):
    lab = OrganisationFactory()
    account = create_account(email="clerk@example.jp", password=None, by=TESTER)
    first, last = datetime.date(2026, 4, 1), datetime.date(2027, 4, 1)
    membership = start_membership(account, organisation=lab, role=Role.CLERK, since=first, by=TESTER)
    end_membership(membership, on=last, by=TESTER)
    seen = {}
    for day in ("2026-03-31", "2026-04-01", "2027-03-31", "2027-04-01"):
        with time_machine.travel(f"{day}T12:00:00+09:00"):
            seen[day] = lab.pk in again(account).current_organisation_ids
    assert seen == {"2026-03-31": False, "2026-04-01": True, "2027-03-31": True, "2027-04-01": False}


def test_only_the_owners_people_edit_equipment(db):
    equipment = EquipmentFactory()
    own = MembershipFactory(organisation=equipment.owner, role=Role.CLERK).account
    visitor = MembershipFactory(organisation=equipment.owner, role=Role.REPRESENTATIVE).account
    other = MembershipFactory(role=Role.ADMINISTRATOR).account
    answers = [account.has_perm("hashiwatashi.change_equipment", equipment) for account in (own, visitor, other)]
    assert answers == [True, False, False]


def test_memberships_are_read_once(db, django_assert_num_queries):
    account = again(MembershipFactory().account)
    EquipmentFactory.create_batch(2)
    with django_assert_num_queries(3):
        list(Equipment.objects.visible_to(account))
        list(Equipment.objects.visible_to(account))


def test_a_new_account_has_no_password_until_it_is_set(db):
    assert not create_account(email="new@example.jp", password=None, by=TESTER).has_usable_password()
