"""The report on all R&D themes, ordered as long work."""

import pytest
from openpyxl import load_workbook
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, NeedFactory

from hashiwatashi.common.errors import NotAllowed
from hashiwatashi.matching.orders import order_themes
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Membership
from hashiwatashi.work.folders import folder_of
from hashiwatashi.work.models import Work
from hashiwatashi.work.tasks import work_on

THEME = "微細な異物の元素を調べる技術"


@pytest.fixture
def world(indexed, settings, tmp_path):
    settings.HASHI_HOME = tmp_path / "home"
    NeedFactory(kind=NeedKind.PUBLISHED_THEME, title=THEME, text="", level=DisclosureLevel.NAMED)
    EquipmentFactory(name="電子顕微鏡", uses="異物の元素")
    indexed()


def test_an_officer_has_the_report_made(world):
    officer = MembershipFactory(role=Role.OFFICER).account
    work = order_themes(home=None, by=officer)
    assert work_on.call(str(work.uid)) == "done"
    told = Work.objects.get()
    assert (told.done, told.total, told.report["counts"]["themes"]) == (1, 1, 1)
    sheet = load_workbook(folder_of(work.uid) / told.result).active
    assert sheet["A2"].value == THEME


def test_others_may_not(world):
    for account in (AccountFactory(), MembershipFactory(role=Role.CLERK).account):
        with pytest.raises(NotAllowed):
            order_themes(home=None, by=account)
    assert Work.objects.count() == 0


def test_who_may_no_longer_gets_nothing(world):
    officer = MembershipFactory(role=Role.OFFICER).account
    work = order_themes(home=None, by=officer)
    Membership.objects.all().delete()
    assert work_on.call(str(work.uid)) == "failed"
    assert Work.objects.get().result == ""
