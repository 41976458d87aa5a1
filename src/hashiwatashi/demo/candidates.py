"""What the demo's coordinator has gathered for a visit, and a search that is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from hashiwatashi.bags.actions import fill, make_bag
from hashiwatashi.bags.entries import Entry
from hashiwatashi.demo.marking import mail
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Account, Expert
from hashiwatashi.searches.actions import save_search

_ASKED = "製品についた小さな異物が何か調べたい"
_INSTRUMENT = "顕微鏡"


def gather_candidates() -> None:
    """A bag of two instruments, a person and a call, and the search they were found by."""
    account = Account.objects.get(email=mail("coordinator"))
    instruments = Equipment.objects.visible_to(account).not_retired().filter(name__contains=_INSTRUMENT)
    experts, calls = Expert.objects.visible_to(account), Call.objects.visible_to(account)
    found = [
        *((Kind.EQUIPMENT, record) for record in instruments.order_by("uid")[:2]),
        *((Kind.EXPERT, record) for record in experts.order_by("uid")[:1]),
        *((Kind.CALL, record) for record in calls.order_by("uid")[:1]),
    ]
    notes = ("試料の大きさを電話で確かめる", "", "同行できる日を聞く", "")
    entries = [
        Entry(kind, record.uid, note, _ASKED if kind == Kind.EQUIPMENT else "")
        for (kind, record), note in zip(found, notes, strict=True)
    ]
    bag = make_bag(by=account, title="異物の相談（架空）", for_whom="架空の食品会社", note="午後2時に訪ねる（架空）")
    fill(bag, entries, by=account)
    query = urlencode({"q": _ASKED})
    save_search(by=account, name="異物の相談に使えるもの（架空）", query=query, home=account.home_prefecture)
