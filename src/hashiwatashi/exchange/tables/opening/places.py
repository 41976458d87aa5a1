"""Which institution and which instrument of it a row of the sheets of opening hours is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import chunks
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope
from hashiwatashi.organisations.models import Organisation

OWNER = Column("owner", ("機関名", "機関", "施設名", "組織名"), required=True)
EQUIPMENT = Column("equipment", ("機器", "機器名", "装置名"))
EQUIPMENT_UID = Column("equipment_uid", ("機器の識別子", "機器識別子"))


@dataclass(frozen=True, slots=True)
class Place:
    """An institution, and one of its instruments or None for the whole."""

    owner: Organisation
    equipment: Equipment | None

    @property
    def key(self) -> tuple[int, int | None]:
        return self.owner.pk, self.equipment.pk if self.equipment else None


class Places:
    """What the rows of a file name, found with few queries."""

    def __init__(self, rows: Sequence[Row], scope: Scope) -> None:
        self._scope = scope
        self._bodies = {name: Body(name, kind_of_body(name)) for row in rows if (name := _name(row))}
        self._directory = Directory(self._bodies.values())
        owners = {found.pk for name in self._bodies if (found := self._known(name)) is not None}
        self._by_uid: dict[UUID, Equipment] = {}
        self._by_name: dict[tuple[int, str], list[Equipment]] = defaultdict(list)
        self._load(owners)

    def place(self, row: Row) -> Place:
        """Raises `Rejected` for an institution that is not known or not one's own, and for an unknown instrument."""
        name = cells.name(row.needed("owner"))
        owner = self._owner(name)
        self._scope.check(owner, "owner", name)
        return Place(owner, self._equipment(row, owner))

    def _owner(self, name: str) -> Organisation:
        # Several of one name are told as they are; a new one is none whose hours are set.
        found = self._directory.organisation(self._bodies[name])
        if found.pk is None:
            raise Rejected(
                "owner", name, _("There is no such institution here. Write its name as its page shows it.")
            )
        return found

    def _known(self, name: str) -> Organisation | None:
        try:
            return self._directory.organisation(self._bodies[name], may_add=False)
        except Rejected:
            return None

    def _equipment(self, row: Row, owner: Organisation) -> Equipment | None:
        if text := row.text("equipment_uid"):
            found = self._by_uid.get(_uid(text))
            if found is None or found.owner_id != owner.pk:
                raise Rejected("equipment_uid", text, _("The institution has no instrument with this identifier."))
            return found
        name = cells.name(row.text("equipment"))
        if not name:
            return None
        same = self._by_name.get((owner.pk, fold(name)), [])
        if not same:
            raise Rejected("equipment", name, _("The institution has no instrument of this name."))
        if len(same) > 1:
            raise Rejected("equipment", name, _("Several instruments have this name: give the identifier."))
        return same[0]

    def _load(self, owners: Iterable[int]) -> None:
        for some in chunks(owners):
            for one in Equipment.objects.filter(owner__in=some).select_related("owner").order_by("pk"):
                self._by_uid[one.uid] = one
                self._by_name[one.owner_id, fold(one.name)].append(one)


def _name(row: Row) -> str:
    return cells.name(row.text("owner"))


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Rejected("equipment_uid", text, _("This is no identifier.")) from error
