"""Texts that an institution keeps ready: made, changed, archived, and filled in for one question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.writing.events import WritingEvent
from hashiwatashi.writing.models import ReadyText

#: What may stand in braces, in either language.
PLACES: Mapping[str, str] = {
    "number": "番号",
    "subject": "件名",
    "asker": "相談者",
    "answerer": "回答者",
    "date": "日付",
}
_NAMES = {**{name: name for name in PLACES}, **{japanese: name for name, japanese in PLACES.items()}}
_PLACE = re.compile(r"\{([^{}\n]*)\}")
MOST = 100


def add_text(*, by: Actor, owner: Organisation, name: str, text: str) -> ReadyText:
    """Keep a text ready. Raises `InvalidInput`, `Conflict` for too many. Audited as `WritingEvent.TEXT_ADDED`."""
    _check_places(text)
    with transaction.atomic():
        if ReadyText.objects.filter(owner=owner).in_use().count() >= MOST:
            raise Conflict(_("Your institution has %(number)d texts. Archive some first.") % {"number": MOST})
        return actions.register(ReadyText(owner=owner, name=name, text=text), by=by)


def change_text(record: ReadyText, *, by: Actor, name: str, text: str, version: int | None = None) -> None:
    """Change it. Raises `InvalidInput`, `EditConflict`. Audited as `WritingEvent.TEXT_CHANGED`."""
    _check_places(text)
    actions.change(record, by=by, changes={"name": name, "text": text}, version=version)


def archive_text(record: ReadyText, *, by: Actor) -> None:
    """Offer it no longer; it can be taken up again. Audited as `WritingEvent.TEXT_ARCHIVED`."""
    if record.archived_at is None:
        actions.change(record, by=by, changes={"archived_at": timezone.now()}, event=WritingEvent.TEXT_ARCHIVED)


def restore_text(record: ReadyText, *, by: Actor) -> None:
    """Offer it again. Raises `InvalidInput` where another has its name meanwhile. Audited as `TEXT_RESTORED`."""
    if record.archived_at is not None:
        actions.change(record, by=by, changes={"archived_at": None}, event=WritingEvent.TEXT_RESTORED)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with ``values`` by name of `PLACES` in its places; what stands in a value is left as it is."""
    return _PLACE.sub(lambda found: values.get(_NAMES.get(found[1].strip(), ""), found[0]), text)


def _check_places(text: str) -> None:
    unknown = [found for found in _PLACE.findall(text) if found.strip() not in _NAMES]
    if unknown:
        told = _("“{%(name)s}” is not known. In braces may stand: %(names)s.")
        names = " ".join(f"{{{one}}}" for one in (PLACES.values() if is_japanese() else PLACES))
        raise InvalidInput.of("text", told % {"name": unknown[0][:20], "names": names})
