"""The persons that the rows of a file name: found, or planned where they are new; likenesses are proposed alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Extra, Plan, changes_to
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.matching.spelling import alike_key
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Person
from hashiwatashi.people.numbers import orcid_of

_TOLD = ("name_kana", "name_en", "researcher_number", "researchmap")
_SAME_NUMBER, _SAME_READING, _SAME_NAME = Decimal("0.990"), Decimal("0.950"), Decimal("0.800")
# Of a name that very many bear, nobody wants to compare them all.
_MOST_ALIKE = 5


def person_told(row: Row) -> dict[str, Any]:
    """What a row says of a person: her name, and what else it gives. Raises `Rejected` for a wrong ORCID iD."""
    told: dict[str, Any] = {"name": cells.name(row.needed("name"))}
    told |= {field: row.text(field) for field in _TOLD if row.has(field) and row.text(field)}
    if row.has("orcid") and row.text("orcid"):
        try:
            told["orcid"] = orcid_of(row.text("orcid"))
        except ValidationError as error:
            raise Rejected("orcid", row.text("orcid"), " ".join(error.messages)) from error
    return told


class People:
    """Within one organisation equal names are one person; across organisations only an equal ORCID iD says so.

    Writes nothing.
    """

    def __init__(self) -> None:
        self._named: dict[UUID, dict[str, Person]] = {}
        self._by_orcid: dict[str, Person | None] = {}
        self._extras: dict[UUID, Extra] = {}

    def of(self, place: Organisation, row: Row, told: Mapping[str, Any]) -> Person:
        """The person of a row, with what the row adds to her record; what stands there is kept.

        Raises `Rejected` where she has another ORCID iD on record.
        """
        person = self.find(place, row, told)
        if person is None:
            person = Person(**told)
            self._extras[person.uid] = Extra(person)
            self.keep(place, person)
        elif person.pk is not None:
            self._complete(person, told)
        return person

    def find(self, place: Organisation, row: Row, told: Mapping[str, Any]) -> Person | None:
        """The person of a row, on record or planned; None for a new one. Raises `Rejected` as `of` does."""
        orcid = told.get("orcid")
        by_orcid = self._with_orcid(orcid) if orcid else None
        by_name = self._at(place).get(fold(told["name"]))
        if by_name is not None and orcid and (by_name.orcid or orcid) != orcid:
            told_why = _("%(name)s has another ORCID iD on record: %(orcid)s.")
            raise Rejected("orcid", orcid, told_why % {"name": by_name.name, "orcid": by_name.orcid})
        if by_orcid is not None and by_name is not None and by_orcid != by_name:
            told_why = _("This ORCID iD is on record for %(name)s elsewhere. Decide on the possible duplicate first.")
            raise Rejected("orcid", str(orcid), told_why % {"name": by_orcid.name})
        if by_orcid is not None and by_orcid.pk is None and fold(by_orcid.name) != fold(told["name"]):
            raise Rejected(
                "orcid", str(orcid), _("Another line gives this ORCID iD to %(name)s.") % {"name": by_orcid.name}
            )
        return by_orcid or by_name

    def keep(self, place: Organisation, person: Person) -> None:
        """Remember a planned person for the rows to come."""
        self._at(place)[fold(person.name)] = person
        if person.orcid:
            self._by_orcid[person.orcid] = person

    def extras(self, needed: set[UUID]) -> list[Extra]:
        """New and completed persons that rows which were taken need."""
        return [extra for uid, extra in self._extras.items() if uid in needed]

    def _at(self, place: Organisation) -> dict[str, Person]:
        """The persons of an organisation by their folded names, read once."""
        if place.uid not in self._named:
            listed = Person.objects.none()
            if place.pk is not None:
                of_place = Q(expert_profiles__organisation=place) | Q(affiliations__organisation=place)
                listed = Person.objects.filter(of_place, merged_into=None).distinct().order_by("-pk")
            self._named[place.uid] = {fold(person.name): person for person in listed}
        return self._named[place.uid]

    def _with_orcid(self, orcid: str) -> Person | None:
        if orcid not in self._by_orcid:
            self._by_orcid[orcid] = Person.objects.filter(orcid=orcid).first()
        return self._by_orcid[orcid]

    def _complete(self, person: Person, told: Mapping[str, Any]) -> None:
        missing = {name: value for name, value in told.items() if value and not getattr(person, name)}
        if changed := changes_to(person, missing):
            for name in changed:
                setattr(person, name, missing[name])
            earlier = self._extras.get(person.uid)
            self._extras[person.uid] = Extra(person, {**(earlier.changed if earlier else {}), **changed})
            self._by_orcid |= {person.orcid: person} if person.orcid else {}


def person_proposals(plan: Plan) -> Iterator[DuplicateProposal]:
    """A pair for each person that the plan adds and that somebody on record may be; people decide, nobody else."""
    added = [one for one in _new_persons(plan) if one.pk is None]
    if not added:
        return
    wanted = {alike_key(person.name) for person in added}
    known: defaultdict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(merged_into=None).order_by("pk").iterator(chunk_size=5000):
        if (key := alike_key(person.name)) in wanted:
            known[key].append(person)
    for person in added:
        key = alike_key(person.name)
        for other in known[key][:_MOST_ALIKE]:
            if not (other.orcid and person.orcid):  # two iDs are two people
                yield _proposal(other, person)
        known[key].append(person)


def _new_persons(plan: Plan) -> Iterator[Person]:
    records = [*(extra.record for extra in plan.extras), *(change.record for change in plan.changes)]
    yield from (record for record in records if isinstance(record, Person))


def _proposal(first: Person, second: Person) -> DuplicateProposal:
    if first.researcher_number and first.researcher_number == second.researcher_number:
        likeness, reason = _SAME_NUMBER, _("Equal name and equal e-Rad number")
    elif first.name_kana and fold(first.name_kana) == fold(second.name_kana):
        likeness, reason = _SAME_READING, _("Equal name and equal reading")
    else:
        likeness, reason = _SAME_NAME, _("Equal name, or variant kanji of it")
    return DuplicateProposal(
        table="person", first_uid=first.uid, second_uid=second.uid, likeness=likeness, reason=reason
    )
