"""Where a record is, or which prefectures it serves: one rule for the index, for filters and for pages."""

from __future__ import annotations

from collections.abc import Iterable

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed

NATIONWIDE, UNKNOWN = "00", ""
Placed = Equipment | Seed | Expert | Call | NeedSheet | Organisation


def codes_of(record: Placed) -> tuple[str, ...]:
    """The codes of its prefectures, in order; (`UNKNOWN`,) when none is known, (`NATIONWIDE`,) for a nationwide call.

    An expert stands where the organisation is and in all areas covered. Related rows must be loaded.
    """
    if isinstance(record, Call):
        served = [area.code for area in record.areas.all()]
        return (NATIONWIDE,) if record.is_nationwide else tuple(sorted(served)) or (UNKNOWN,)
    home = prefecture_of(record)
    codes = {home.code} if home else set()
    if isinstance(record, Expert):
        codes |= {area.code for area in record.areas.all()}
    return tuple(sorted(codes)) or (UNKNOWN,)


def prefecture_of(record: Placed) -> Prefecture | None:
    """The one prefecture to show beside a record; None when there is none, or more than one."""
    if isinstance(record, Organisation):
        return record.prefecture
    if isinstance(record, Call):
        areas = [] if record.is_nationwide else list(record.areas.all())
        return areas[0] if len(areas) == 1 else None
    if isinstance(record, Expert):
        return record.organisation.prefecture
    if isinstance(record, Equipment) and record.prefecture:
        return record.prefecture
    return record.owner.prefecture if record.owner else None


def lies_elsewhere(codes: Iterable[str], home: Prefecture | None) -> bool:
    """Whether a record with these codes lies outside ``home``; False when either is unknown."""
    known = set(codes) - {UNKNOWN}
    return home is not None and bool(known) and not known & {home.code, NATIONWIDE}
