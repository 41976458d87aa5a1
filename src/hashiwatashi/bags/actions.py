"""What can be done with bags.

What somebody gathers and notes is not audited: the trail is read by others and kept for ever, and a bag is
confidential. That a bag is shown to others is (`share`, `unshare`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.bags.entries import MOST, Entry
from hashiwatashi.bags.events import BagEvent
from hashiwatashi.bags.models import LONGEST_ASKED, LONGEST_NOTE, Bag, BagItem
from hashiwatashi.common import values
from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.texts import clean
from hashiwatashi.people.models import Account

SHARED_FOR = timedelta(days=30)
MOST_BAGS = 30


def current_bag(*, by: Account) -> Bag:
    """The account's bag in use; an empty one is made where there is none."""
    with transaction.atomic():
        own = Bag.objects.visible_to(by)
        bag = own.in_use().first() or own.first()
        return _in_use(bag) if bag else Bag.objects.create(account=by, title=_("Candidates"), is_current=True)


def make_bag(*, by: Account, title: str, for_whom: str = "", note: str = "") -> Bag:
    """A further bag, which is then the one in use. Raises `InvalidInput`, `Conflict` when there are too many."""
    with transaction.atomic():
        if Bag.objects.visible_to(by).count() >= MOST_BAGS:
            raise Conflict(_("You have %(number)d shortlists. Delete one that is done with.") % {"number": MOST_BAGS})
        bag = Bag(account=by, title=title, for_whom=for_whom, note=note)
        _check(bag)
        bag.save()
        return _in_use(bag)


def change_bag(bag: Bag, *, by: Account, title: str, for_whom: str, note: str) -> None:
    """Name it anew, and say for whom it is. Raises `InvalidInput`."""
    bag.title, bag.for_whom, bag.note = title, for_whom, note
    _check(bag)
    bag.save(update_fields=["title", "for_whom", "note", "updated_at"])


def use_bag(bag: Bag, *, by: Account) -> None:
    """From now on new records go into this one."""
    with transaction.atomic():
        _in_use(bag)


def delete_bag(bag: Bag, *, by: Account) -> None:
    """Delete a bag with all notes; its share link, if any, opens no more, and another bag comes into use."""
    with transaction.atomic():
        if bag.shared_key:
            unshare(bag, by=by)
        bag.delete()
        if rest := Bag.objects.visible_to(by).first():
            _in_use(rest)


def fill(bag: Bag, entries: Sequence[Entry], *, by: Account) -> None:
    """Let the bag hold exactly ``entries``, in this order. Raises `Conflict` when they are too many."""
    if len(entries) > MOST:
        raise Conflict(_("A bag holds %(number)d records. Take some out, or start another bag.") % {"number": MOST})
    with transaction.atomic():
        Bag.objects.select_for_update().get(pk=bag.pk)
        BagItem.objects.filter(bag=bag).delete()
        BagItem.objects.bulk_create([_item(bag, entry, number) for number, entry in enumerate(entries, 1)])
        bag.save(update_fields=["updated_at"])


def entries_of(bag: Bag) -> list[Entry]:
    """What a bag holds, in its order."""
    return [item.entry for item in BagItem.objects.filter(bag=bag)]


def share(bag: Bag, *, by: Account, now: datetime | None = None) -> None:
    """Make a share link that opens for 30 days; one made before opens no more. Writes an audit line."""
    with transaction.atomic():
        bag.shared_key, bag.shared_until = secrets.token_urlsafe(12), (now or timezone.now()) + SHARED_FOR
        bag.save(update_fields=["shared_key", "shared_until", "updated_at"])
        trail.record(BagEvent.BAG_SHARED, bag, by=by, data={"until": bag.shared_until})


def unshare(bag: Bag, *, by: Account) -> None:
    """Withdraw the share link. Writes an audit line."""
    with transaction.atomic():
        bag.shared_key, bag.shared_until = "", None
        bag.save(update_fields=["shared_key", "shared_until", "updated_at"])
        trail.record(BagEvent.BAG_UNSHARED, bag, by=by)


def _in_use(bag: Bag) -> Bag:
    if not bag.is_current:
        Bag.objects.filter(account=bag.account, is_current=True).update(is_current=False)
        bag.is_current = True
        bag.save(update_fields=["is_current", "updated_at"])
    return bag


def _item(bag: Bag, entry: Entry, number: int) -> BagItem:
    return BagItem(
        bag=bag,
        kind=entry.kind.value,
        record=entry.record,
        note=clean(entry.note)[:LONGEST_NOTE],
        asked=clean(entry.asked)[:LONGEST_ASKED],
        position=number,
    )


def _check(bag: Bag) -> None:
    try:
        values.check(bag)
        bag.full_clean()
    except ValidationError as error:
        raise InvalidInput(_("This cannot be stored."), fields=error.message_dict) from error
