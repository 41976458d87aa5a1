"""Who is about to join whom in the demo: a claim of a firm, somebody who waits at the lab, and an invitation."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress

from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.marking import DEMO, mail, uid_of
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.holders.actions import name_holder
from hashiwatashi.joining.actions import apply_as_first, apply_to_join
from hashiwatashi.joining.enums import Way
from hashiwatashi.joining.invitations import invite
from hashiwatashi.joining.members import let_in
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.actions import change_organisation
from hashiwatashi.people.actions import create_account
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

_SUPERVISORS = {"kt": "pk", "ks": "pk", "st": "ps", "sz": "ps", "ck": "pk", "cs": "ps"}


def begin_joining(bodies: Bodies, *, day: date) -> None:
    """Applications and an invitation that wait, for those who sign in as coordinator, administrator or operator."""
    for lab, prefecture in _SUPERVISORS.items():
        change_organisation(bodies[lab], supervisor=bodies[prefecture], by=DEMO)
    owner = _newcomer("owner", "湊屋 恵（かまぼこ会社の社長）")
    apply_as_first(
        by=owner,
        organisation=bodies["f-minatoya"],
        way=Way.KNOWN,
        full_name="湊屋 恵",
        position="代表取締役",
        message="先月、コーディネータの帆風さんに工場を見ていただきました。（架空）",
    )
    newcomer = _newcomer("newcomer", "試岡 進（公設試に着任した研究員）")
    apply_to_join(
        by=newcomer,
        organisation=bodies["st"],
        role=Role.RESEARCHER,
        full_name="試岡 進",
        position="材料技術部",
        message="4月1日に着任しました。（架空）",
    )
    administrator = Account.objects.get(email=mail("admin"))
    _put_in_charge(bodies, administrator, day=day)
    invite(bodies["st"], email=mail("invited"), role=Role.CLERK, since=day, by=administrator)


def _put_in_charge(bodies: Bodies, administrator: Account, *, day: date) -> None:
    """A clerk and a researcher look after most of the lab's equipment; the rest waits for somebody."""
    place = bodies["st"]
    own = list(Equipment.objects.filter(owner=place).order_by("uid").values_list("uid", flat=True))
    for number, (key, name) in enumerate(
        (("clerk2", "窓口川 実（公設試の受付）"), ("expert2", "材木 学（公設試の研究員）"))
    ):
        account = _newcomer(key, name)
        role = Role.CLERK if number == 0 else Role.RESEARCHER
        let_in(account, organisation=place, role=role, since=day, by=administrator)
        chosen = own[number * 20 : number * 20 + 20]
        records = {Kind.EQUIPMENT: chosen}
        name_holder(account, organisation=place, records=records, on=day, by=administrator)


def _newcomer(key: str, name: str) -> Account:
    account = create_account(email=mail(key), password=None, by=DEMO, uid=uid_of("account", key), display_name=name)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account
