"""Past consultations on pages: their card. They are gathered nowhere but in their own list and the search."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.consultations.models import PastCase
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import Contact
from hashiwatashi.web.formats import day
from hashiwatashi.web.rooms import Badge, Card, Room, present


def _card(record: PastCase) -> Card:
    closed = _("Closed on %(day)s") % {"day": day(record.closed_at)}
    badges = (Badge(_("not to be disclosed"), "warn"),) if record.is_confidential else ()
    return Card(
        kind=Kind.PAST,
        title=record.topic,
        href=reverse("past-detail", args=[record.uid]),
        facts=present(record.number, record.field.name if record.field else "", closed),
        badges=badges,
        owner=record.holder,
        # Not where the asker is: beside the institution it would read as its own. Its people need no address of it.
        prefecture=record.holder.prefecture,
        contact=Contact(),
    )


def _described(record: PastCase) -> dict[str, Any]:
    """No search engine reads the page."""
    return {"@type": "CreativeWork", "name": record.topic}


ROOM = Room(
    kind=Kind.PAST,
    title=gettext_lazy("Past consultations"),
    card=_card,
    described=_described,
    compared=("text", "result", "closed_at"),
)
