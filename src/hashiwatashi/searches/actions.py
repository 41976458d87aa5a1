"""What can be done with saved searches.

None of it is audited: what somebody looks for is their own affair, and the trail is read by others and kept for ever.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common import values
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.people.models import Account
from hashiwatashi.searches.models import SavedSearch

MOST = 30
# As it stands in an address; browsers and servers take no longer ones everywhere.
LONGEST_QUERY = 8000


def save_search(*, by: Account, name: str, query: str, home: Prefecture | None) -> SavedSearch:
    """Keep a search; one with the same question and bounds is kept once, with its new name.

    Raises `InvalidInput`, `Conflict` when there are too many.
    """
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(_("This search is too long to be kept. Shorten the text."), field="q")
    with transaction.atomic():
        own = SavedSearch.objects.visible_to(by)
        search = own.filter(query=query).first() or SavedSearch(account=by, query=query)
        if search.pk is None and own.count() >= MOST:
            raise Conflict(_("You have %(number)d saved searches. Delete one you no longer need.") % {"number": MOST})
        search.name, search.home = name, home
        _check(search)
        search.save()
    return search


def rename_search(search: SavedSearch, *, by: Account, name: str) -> None:
    """Call it something else. Raises `InvalidInput`."""
    search.name = name
    _check(search)
    search.save(update_fields=["name", "updated_at"])


def watch(search: SavedSearch, *, by: Account, is_watched: bool) -> None:
    """Be told of what is new, or no longer. What came while nobody looked is not told afterwards."""
    search.is_watched, search.seen, search.looked_at = is_watched, None, None
    search.save(update_fields=["is_watched", "seen", "looked_at", "updated_at"])


def delete_search(search: SavedSearch, *, by: Account) -> None:
    """Forget it."""
    search.delete()


def note_look(search: SavedSearch, *, at: datetime, seen: Collection[str] | None) -> None:
    """Remember when it was looked after and what was found; None leaves what was found before."""
    kept = search.seen if seen is None else list(seen)
    SavedSearch.objects.filter(pk=search.pk).update(looked_at=at, seen=kept)


def _check(search: SavedSearch) -> None:
    try:
        values.check(search)
        search.full_clean()
    except ValidationError as error:
        raise InvalidInput(_("This cannot be stored."), fields=error.message_dict) from error
