"""What forms are printed with, and the photos that stand on them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hashiwatashi.commands.doctor.findings import Finding, broken, good, warning
from hashiwatashi.common import photo_files
from hashiwatashi.common.errors import Unavailable
from hashiwatashi.common.forms_print.fonts import families, font_folder
from hashiwatashi.consultations.models import ConsultationPhoto
from hashiwatashi.equipment.models import EquipmentPhoto


def font() -> Finding:
    """There is a Japanese font for printed forms."""
    part = _("Printed forms")
    try:
        return good(part, ", ".join(families(font_folder())))
    except Unavailable as error:
        return warning(part, _("no Japanese font"), str(error))


def photos() -> Finding:
    """Every photo has its files: they are not in the database and have to be moved and backed up with it."""
    part = _("Photos")
    kept: list[EquipmentPhoto | ConsultationPhoto] = [
        *EquipmentPhoto.objects.select_related("equipment"),
        *ConsultationPhoto.objects.select_related("consultation"),
    ]
    missing = [
        photo for photo in kept if not all(photo_files.path_of(photo, size).is_file() for size in photo_files.SIZES)
    ]
    if missing:
        seen = _("the files of %(count)d are missing, e.g. of %(name)s") % {
            "count": len(missing),
            "name": _record_of(missing[0]),
        }
        mend = _("Bring the folder %(folder)s back from the backup, or from where hashi ran before.")
        return broken(part, seen, mend % {"folder": photo_files.folder()})
    return good(part, str(len(kept)))


def _record_of(photo: EquipmentPhoto | ConsultationPhoto) -> str:
    """What the photo belongs to; of a consultation the number alone."""
    return photo.equipment.name if isinstance(photo, EquipmentPhoto) else photo.consultation.number
