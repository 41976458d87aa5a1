"""What can be done with equipment records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hashiwatashi.common import actions, photo_files
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.pictures import picture_from
from hashiwatashi.common.together import Batch, Undone, change_together, undo_together
from hashiwatashi.equipment.events import EquipmentEvent
from hashiwatashi.equipment.models import MOST_PHOTOS, Equipment, EquipmentPhoto
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.people.models import Account


def register_equipment(*, by: Actor, reason: str = "", **fields: Any) -> Equipment:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `EquipmentEvent.REGISTERED`."""
    return actions.register(Equipment(**fields), by=by, reason=reason)


def change_equipment(
    equipment: Equipment, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `EquipmentEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(equipment, by=by, changes=changes, reason=reason, version=version)


def confirm_many(records: EquipmentQuerySet, *, by: Actor, day: date) -> Batch[Equipment]:
    """Say of all ``records`` that they are right as of ``day`` (R-05); `undo_many` takes it back.

    Audited as `EquipmentEvent.CONFIRMED`, one line each; those confirmed that day already are left alone.
    """
    return change_together(records, by=by, changes={"verified_on": day}, event=EquipmentEvent.CONFIRMED)


def change_many(
    records: EquipmentQuerySet, *, by: Actor, changes: Mapping[str, Any], versions: Mapping[UUID, int] | None = None
) -> Batch[Equipment]:
    """Set the same values on all ``records``; `undo_many` takes it back. Raises `InvalidInput`.

    With ``versions``, those the changes were made from, what somebody else changed since is left alone.

    Audited as `EquipmentEvent.CHANGED`, one line for each that differs.
    """
    return change_together(records, by=by, changes=changes, event=EquipmentEvent.CHANGED, versions=versions)


def undo_many(batch: UUID, records: EquipmentQuerySet, *, by: Actor) -> Undone[Equipment]:
    """Take a confirmation or change of many back, the same day and by the one who made it; of ``records`` alone.

    What was changed since is left alone. Raises `NotFound`, `Conflict`. Audited as `EquipmentEvent.TAKEN_BACK`.
    """
    return undo_together(batch, records, by=by, event=EquipmentEvent.TAKEN_BACK)


def add_photo(equipment: Equipment, *, file: BinaryIO, alt_text: str, by: Actor) -> EquipmentPhoto:
    """Keep a photo, behind those that are there; writes its files. Audited as `EquipmentEvent.PHOTO_ADDED`.

    Raises `InvalidInput` for a file that is no photo, a missing description, or one photo too many.
    """
    picture = picture_from(file)
    with transaction.atomic():
        others = _photos_locked(equipment)
        if len(others) >= MOST_PHOTOS:
            raise InvalidInput(_("There are %(most)d photos already: remove one first.") % {"most": MOST_PHOTOS})
        photo = EquipmentPhoto(
            equipment=equipment,
            file_name=photo_files.new_name(),
            alt_text=alt_text.strip(),
            position=max((other.position for other in others), default=0) + 1,
            uploaded_by=by if isinstance(by, Account) else None,
        )
        actions.register(photo, by=by, event=EquipmentEvent.PHOTO_ADDED)
        photo_files.write(photo, picture)
    return photo


def remove_photo(photo: EquipmentPhoto, *, by: Actor) -> None:
    """Take a photo away, its files included. Audited as `EquipmentEvent.PHOTO_REMOVED`."""
    with transaction.atomic():
        before = actions.stored_values(photo)
        trail.record(EquipmentEvent.PHOTO_REMOVED, photo, by=by, data={"before": before})
        EquipmentPhoto.objects.filter(pk=photo.pk).delete()
        transaction.on_commit(lambda: photo_files.remove(photo))


def show_photo_earlier(photo: EquipmentPhoto, *, by: Actor) -> None:
    """Let a photo change places with the one before it. Audited as `EquipmentEvent.PHOTO_MOVED`; the first stays."""
    with transaction.atomic():
        photos = _photos_locked(photo.equipment)
        place = photos.index(photo)
        if place == 0:
            return
        photos[place - 1], photos[place] = photos[place], photos[place - 1]
        for position, each in enumerate(photos, start=1):
            each.position = position
        EquipmentPhoto.objects.bulk_update(photos, ["position"])
        order = [each.uid for each in photos]
        trail.record(EquipmentEvent.PHOTO_MOVED, photo, by=by, data={"order": order})


def _photos_locked(equipment: Equipment) -> list[EquipmentPhoto]:
    """The photos of a record in order; nobody else adds or moves one until the transaction ends."""
    Equipment.objects.select_for_update().get(pk=equipment.pk)
    return list(EquipmentPhoto.objects.filter(equipment=equipment))
