"""Before a role ends it is told what the person has; undone, what nobody took since comes back."""

import datetime

import pytest
from tests.consultations.conftest import asked, lab  # noqa: F401
from tests.factories import EquipmentFactory, MembershipFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.actions import answer, take
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.passing import release_left
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.holders.actions import name_holder
from hashiwatashi.holders.leaving import Burden, burden_of, undo_change
from hashiwatashi.joining import members
from hashiwatashi.joining.models import MembershipChange
from hashiwatashi.matching.enums import Kind
from hashiwatashi.opening.models import UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

# ruff: noqa: F811 the lab of the tests of consultations
pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def member(place, role):
    since = TODAY - datetime.timedelta(days=30)
    return MembershipFactory(organisation=place, role=role, since=since)


@pytest.fixture
def administrator(lab):
    return member(lab, Role.ADMINISTRATOR).account


@pytest.fixture
def leaving(lab):
    return member(lab, Role.RESEARCHER)


def ended(membership, by):
    members.end(membership, on=TODAY, by=by)
    release_left(day=TODAY, by=SystemActor("test"))
    return MembershipChange.objects.get(membership=membership)


def officers():
    return list(Consultation.objects.order_by("pk").values_list("officer", flat=True))


def test_who_has_nothing_leaves_nothing_behind(administrator, leaving):
    assert burden_of(leaving, administrator) == Burden(0, 0, False)
    assert not burden_of(leaving, administrator)


def test_consultations_records_and_the_place_in_an_approval_are_counted(
    client, asked, lab, administrator, leaving, equipment
):
    for _ in range(2):
        take(asked(), by=leaving.account)
    uids = list(Equipment.objects.values_list("uid", flat=True))
    values = {"organisation": lab, "records": {Kind.EQUIPMENT: uids}, "on": TODAY, "by": administrator}
    name_holder(leaving.account, **values)
    UseRules.objects.create(owner=lab, since=TODAY, route=[["clerk", False], ["researcher", False]])
    assert burden_of(leaving, administrator) == Burden(2, 1, True)
    client.force_login(administrator)
    address = f"/join/members/{lab.uid}/{leaving.pk}/end/"
    page = client.get(address).content.decode()
    assert f"/charge/{lab.uid}/hand-over/?giver={leaving.account.pk}" in page
    chosen = client.get(f"/charge/{lab.uid}/hand-over/?giver={leaving.account.pk}").context["form"]
    assert chosen.initial["giver"] == leaving.account
    member(lab, Role.RESEARCHER)
    assert not burden_of(leaving, administrator).decides_alone


def test_undone_what_nobody_took_comes_back(client, asked, lab, administrator, leaving):
    cases = [asked(days=9) for _ in range(4)]
    for case in cases[:2]:
        take(case, by=leaving.account)
    answer(cases[2], by=leaving.account, text="塩分です")
    change = ended(leaving, administrator)
    assert officers() == [None] * 4
    take(Consultation.objects.get(pk=cases[1].pk), by=administrator)
    client.force_login(administrator)
    address = f"/join/members/{lab.uid}/undo/{change.pk}/"
    told = client.post(address, follow=True).content.decode()
    assert "対応中の相談2件" in told
    own = leaving.account_id
    assert officers() == [own, administrator.pk, own, None]


def test_what_others_left_before_does_not_come_to_her(asked, lab, administrator, leaving):
    other = member(lab, Role.COORDINATOR)
    for one in (other, leaving):
        take(asked(days=9), by=one.account)
    first, second = ended(other, administrator), ended(leaving, administrator)
    assert undo_change(second, by=administrator) == 1
    assert officers() == [None, leaving.account_id]
    assert undo_change(first, by=administrator) == 1


def test_what_goes_when_the_beginning_of_a_role_is_undone_stays_with_the_colleagues(asked, lab, administrator):
    values = {"organisation": lab, "role": Role.CLERK, "since": TODAY, "by": administrator}
    made = members.let_in(MembershipFactory().account, **values)
    take(asked(days=9), by=Account.objects.get(pk=made.account_id))
    assert undo_change(MembershipChange.objects.get(membership=made), by=administrator) == 0
    assert not Membership.objects.filter(pk=made.pk).exists()


@pytest.fixture
def equipment(lab):
    return EquipmentFactory(owner=lab)


def test_my_page_counts_what_the_list_does(client, asked, administrator, leaving):
    take(asked(days=9), by=leaving.account)
    answer(asked(days=9), by=leaving.account, text="塩分です")
    ended(leaving, administrator)
    client.force_login(administrator)
    (free,) = [one for one in client.get("/mypage/").context["waiting"] if "view=free" in one.href]
    listed = client.get(free.href).context["rows"]
    assert ("2" in free.text, len(list(listed))) == (True, 2)
