"""What can be done with organisation records."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.events import OrganisationEvent
from hashiwatashi.organisations.mergers import carry_records
from hashiwatashi.organisations.models import Organisation


def register_organisation(*, by: Actor, reason: str = "", **fields: Any) -> Organisation:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `OrganisationEvent.REGISTERED`."""
    return actions.register(Organisation(**fields), by=by, reason=reason)


def change_organisation(
    organisation: Organisation, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `OrganisationEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(organisation, by=by, changes=changes, reason=reason, version=version)


def merge_organisation(
    organisation: Organisation, *, into: Organisation, on: date, by: Actor, reason: str = ""
) -> None:
    """Mark an organisation as merged into its successor on a day; its records stay with it and stay findable, but for
    those that a domain carries over, see `mergers.when_merged`.

    Raises `Conflict` when ``into`` itself descends from ``organisation``. Audited as `OrganisationEvent.MERGED`.
    """
    heir: Organisation | None = into
    while heir is not None:
        if heir.pk == organisation.pk:
            raise Conflict(_("%(name)s cannot succeed itself.") % {"name": organisation.name})
        heir = heir.successor
    changes = {"status": OrganisationStatus.MERGED, "successor": into, "closed_on": on}
    with transaction.atomic():
        actions.change(organisation, by=by, event=OrganisationEvent.MERGED, changes=changes, reason=reason)
        carry_records(organisation, by)
