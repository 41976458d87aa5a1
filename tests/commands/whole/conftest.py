"""An installation within the tests' own database: filled, emptied, and filled again from an export."""

import datetime

import pytest
from allauth.account.models import EmailConfirmation
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import transaction
from tests.factories import AccountFactory, EquipmentFactory, NeedFactory

from hashiwatashi.areas.models import Municipality
from hashiwatashi.bags.actions import share
from hashiwatashi.bags.models import Bag
from hashiwatashi.commands.whole.tables import tables
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.pictures import Picture
from hashiwatashi.consultations.actions import write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import Taken
from hashiwatashi.duties.models import Duty
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.holders.models import Handover
from hashiwatashi.notices.models import NoticePreference
from hashiwatashi.organisations.actions import register_organisation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Industry, Organisation, OrganisationName
from hashiwatashi.people.models import Account
from hashiwatashi.work.models import Work
from hashiwatashi.writing.models import Sender

# Those nobody can put a line into: the product knows roles in organisations, no groups.
UNUSED = {"hashiwatashi_account_groups", "hashiwatashi_account_user_permissions"}
PHOTO = b"\xff\xd8picture"


@pytest.fixture
def home(tmp_path, settings):
    settings.HASHI_HOME = tmp_path / "home"
    settings.HASHI_HOME.mkdir()
    return settings.HASHI_HOME


@pytest.fixture
def small(home, transactional_db):
    """A few records with all that is secret, an audit trail, a photo, and what is no content."""
    account = AccountFactory(email="a@example.jp")
    account.set_password("a-long-password")
    account.save()
    register_organisation(by=SystemActor("test"), name="架空大学", kind=OrganisationKind.UNIVERSITY)
    EquipmentFactory(name="=1+1")
    NeedFactory(text="一行目\r\n二行目\u2028三行目\x85🔬 𠮷野家")
    for name in ("photos/one.jpg", "secret_key", "index/part", "cache/one", "old.tar"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_bytes(PHOTO)
    return home


def add_further_kinds():
    """What the demo world leaves out, so that every table has a line."""
    account, other = Account.objects.order_by("pk")[:2]
    organisation = Organisation.objects.order_by("pk").first()
    day = datetime.date(2026, 4, 1)
    place = Municipality.objects.order_by("pk").first()
    Duty.objects.order_by("pk").first().municipalities.add(place)
    Industry.objects.create(
        revision=14, code="E24", level=2, name="金属", parent=Industry.objects.create(revision=14, code="E", level=1)
    )
    OrganisationName.objects.create(organisation=organisation, name="旧架空大学", name_key="旧架空大学")
    ImportRun.objects.create(table="equipment", file_name="一覧.csv", file_sha256="0" * 64, state="done")
    DuplicateProposal.objects.create(
        table="equipment", first_uid=organisation.uid, second_uid=account.uid, likeness="0.850", reason="同じ名前"
    )
    Handover.objects.create(
        organisation=organisation,
        giver=account,
        receiver=other,
        on=day,
        made_by=account,
        ended={"数": [1, 2.5, None]},
    )
    NoticePreference.objects.create(account=account)
    Work.objects.create(kind="import", title="取り込み", account=account, parameters={"a": "\\u0000"})
    Authenticator.objects.create(user=account, type="totp", data={"secret": "TOTPSECRET"})
    photo = Taken("crack.jpg", Picture(PHOTO, PHOTO))
    write(Consultation.objects.open().first(), by=account, kind=EntryKind.QUESTION, text="写真", photos=[photo])
    address = account.emailaddress_set.order_by("pk").first()
    EmailConfirmation.objects.create(email_address=address, key="CONFIRMATIONKEY")
    Sender.objects.create(digest="0" * 64)
    with transaction.atomic():
        share(Bag.objects.get(), by=Bag.objects.get().account)


def rows():
    """Every row of every table, by table."""
    return {table._meta.db_table: list(table._base_manager.order_by("pk").values()) for table in tables()}


def empty(home):
    """The database as migrations leave it; no files."""
    call_command("flush", interactive=False, verbosity=0)
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
