"""The search index: readable, whole, and kept up to date by somebody."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from hashiwatashi.commands.doctor.findings import Finding, broken, good
from hashiwatashi.matching.condition import condition, oldest_mark

# A change is to be findable within five seconds.
_PATIENCE_SECONDS = 6.0
_LOOK_AGAIN_SECONDS = 0.2


def index(*, patience: float = _PATIENCE_SECONDS) -> Finding:
    """The index can be read and holds every record; changes get into it within ``patience`` seconds."""
    part = _("Search index")
    found = condition()
    if found.lost_triggers:
        seen = _("%(count)d database triggers are gone, e.g. %(name)s")
        mend = _("Without them the index does not learn of changes. Run: hashi index verify --repair")
        return broken(part, seen % {"count": len(found.lost_triggers), "name": found.lost_triggers[0]}, mend)
    if found.trouble:
        return broken(part, found.trouble, _("Start the search cluster, or correct SEARCH_URL."))
    if found.damage:
        return broken(part, found.damage, _("Run: hashi index build"))
    if found.needs_building and found.expected:
        seen = _("%(indexed)d of %(expected)d records are in it")
        return broken(
            part, seen % {"indexed": found.indexed, "expected": found.expected}, _("Run: hashi index build")
        )
    if found.waiting and not _moves(patience):
        seen = _("%(count)d changes wait and nobody takes them") % {"count": found.waiting}
        return broken(part, seen, _("Start hashi serve, or run: hashi index update"))
    return good(part, _("%(count)d records") % {"count": found.indexed})


def _moves(patience: float) -> bool:
    """Whether the oldest change is taken within ``patience`` seconds."""
    waiting = oldest_mark()
    until = time.monotonic() + patience
    while waiting is not None and oldest_mark() == waiting:
        if time.monotonic() > until:
            return False
        time.sleep(_LOOK_AGAIN_SECONDS)
    return True
