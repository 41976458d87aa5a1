"""The organisations that the rows of a file name: found, or planned where they are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.folding import name_key
from hashiwatashi.common.values import problem_of
from hashiwatashi.exchange.bodies.mergers import Merger, mergers
from hashiwatashi.exchange.bodies.naming import body_key, can_be_one, is_bare_form, variants
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Extra, chunks
from hashiwatashi.organisations.actions import merge_organisation
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import Organisation, OrganisationName

_NAME = Organisation._meta.get_field("name")


@dataclass(frozen=True, slots=True)
class Body:
    """How a row names an organisation; ``number`` is its corporate number, if known."""

    name: str
    kind: OrganisationKind
    number: str = ""
    prefecture: str | None = None


class Directory:
    """Organisations by number and by name, former names and legal forms folded in. Writes nothing."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        bodies = list(bodies)
        self._numbered: dict[str, Organisation] = {}
        self._named: defaultdict[str, dict[str, Organisation]] = defaultdict(dict)
        self._extras: dict[str, Extra] = {}
        self.merged: tuple[tuple[Organisation, Organisation], ...] = ()
        names = {body.name for body in bodies}
        names |= {name for merger in mergers() if merger.old in names for name in (merger.old, merger.new)}
        self._load_named(names)
        for some in chunks(body.number for body in bodies if body.number):
            self._keep(Organisation.objects.filter(corporate_number__in=some))

    def organisation(self, body: Body, *, field: str = "owner", may_add: bool = True) -> Organisation:
        """The organisation a row names, planned if it is new (``may_add``), and with what the row adds to its record.

        Raises `Rejected` when several bear the name, when it is new and ``may_add`` is False, and for a name that
        cannot be one.
        """
        if is_bare_form(body.name):
            raise Rejected(field, body.name, _("This is a legal form without a name."))
        if problem := problem_of(_NAME, body.name):
            raise Rejected(field, body.name[:100], problem)
        found = self._find(body, field)
        if found is None and not may_add:
            raise Rejected(field, body.name, _("You may import only for your own organisation."))
        if found is None:
            return self._add(body)
        if may_add:
            self._complete(found, corporate_number=body.number, prefecture_id=body.prefecture)
        return found

    def extras(self, needed: Collection[UUID]) -> list[Extra]:
        """New and completed organisations, in the order in which rows named them: those that are ``needed`` by rows
        that were taken, by their identifiers, and what they point at. Rejected rows have no effect."""
        wanted = set(needed)
        for extra in reversed(self._extras.values()):
            if extra.record.uid in wanted and extra.record.successor is not None:  # type: ignore[attr-defined]
                wanted.add(extra.record.successor.uid)  # type: ignore[attr-defined]
        return [extra for uid, extra in self._extras.items() if UUID(uid) in wanted]

    def merging(self, needed: Collection[UUID]) -> Callable[[Actor], None]:
        """The step that links organisations named here to those they have merged into (R-42: never the reverse);
        only those ``needed`` by rows that were taken. It plans the successors and keeps ``merged``: ask for it before
        `extras`."""
        pairs = list(self._merging(needed))
        self.merged = tuple((old, new) for _merger, old, new in pairs)

        def link(by: Actor) -> None:
            for merger, old, new in pairs:
                merge_organisation(old, into=new, on=merger.on, by=by, reason=merger.source)

        return link

    def _merging(self, needed: Collection[UUID]) -> Iterator[tuple[Merger, Organisation, Organisation]]:
        for merger in mergers():
            for old in self._named.get(body_key(merger.old), {}).values():
                if (
                    old.uid in needed
                    and old.status == OrganisationStatus.ACTIVE
                    and body_key(old.name) == body_key(merger.old)
                ):
                    body = Body(merger.new, OrganisationKind(old.kind), prefecture=old.prefecture_id)
                    yield merger, old, self.organisation(body)

    def _load_named(self, names: Iterable[str]) -> None:
        for some in chunks(key for name in names for key in (name_key(name), *variants(name))):
            self._keep(Organisation.objects.filter(name_key__in=some))
            former = OrganisationName.objects.filter(name_key__in=some).select_related("organisation")
            for name in former:
                self._named[body_key(name.name)].setdefault(str(name.organisation.uid), name.organisation)

    def _keep(self, organisations: Iterable[Organisation]) -> None:
        for organisation in organisations:
            known = self._named[body_key(organisation.name)].setdefault(str(organisation.uid), organisation)
            if known.corporate_number:
                self._numbered[known.corporate_number] = known

    def _find(self, body: Body, field: str) -> Organisation | None:
        if body.number in self._numbered:
            return self._numbered[body.number]
        of_core = self._named.get(body_key(body.name), {}).values()
        named = [found for found in of_core if can_be_one(found.name, body.name)]
        if body.number:
            # Another number is another body; one without a number may be this one.
            named = [found for found in named if not found.corporate_number and found.kind == body.kind]
        for alike in (_same_name(body), _same_prefecture(body)):
            named = [found for found in named if alike(found)] or named
        if len(named) > 1:
            raise Rejected(field, body.name, _("Several organisations have this name: give the corporate number."))
        return named[0] if named else None

    def _add(self, body: Body) -> Organisation:
        organisation = Organisation(
            name=body.name,
            name_key=name_key(body.name),
            kind=body.kind,
            corporate_number=body.number or None,
            prefecture_id=body.prefecture,
        )
        self._keep([organisation])
        self._extras[str(organisation.uid)] = Extra(organisation)
        return organisation

    def _complete(self, organisation: Organisation, **values: Any) -> None:
        """Fill what is empty on a record; nothing that stands there is overwritten."""
        missing = {name: value for name, value in values.items() if value and not getattr(organisation, name)}
        for name, value in missing.items():
            setattr(organisation, name, value)
        if organisation.corporate_number:
            self._numbered[organisation.corporate_number] = organisation
        if not missing:
            return
        planned = self._extras.get(str(organisation.uid))
        if planned is not None and not planned.changed:
            return
        changed = {name.removesuffix("_id"): (None, value) for name, value in missing.items()}
        self._extras[str(organisation.uid)] = Extra(organisation, {**(planned.changed if planned else {}), **changed})


def known_names(names: Iterable[str]) -> frozenset[str]:
    """Those of the names under which an organisation stands on record as a whole, department and all."""
    by_key = {name_key(name): name for name in names}
    found: set[str] = set()
    for some in chunks(by_key):
        found |= set(Organisation.objects.filter(name_key__in=some).values_list("name_key", flat=True))
    return frozenset(name for key, name in by_key.items() if key in found)


def _same_name(body: Body) -> Callable[[Organisation], bool]:
    return lambda found: found.name_key == name_key(body.name)


def _same_prefecture(body: Body) -> Callable[[Organisation], bool]:
    return lambda found: body.prefecture is not None and found.prefecture_id == body.prefecture
