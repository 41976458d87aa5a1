"""Lists of organisations: records of the corporate number register, and plain lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.folding import name_key
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Change, Plan, Verdict, Wanted, chunks, decide, one_for_each_key
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.exchange.tables.identifiers import number_of
from hashiwatashi.exchange.tables.organisations.columns import COLUMNS, REGISTER
from hashiwatashi.exchange.tables.organisations.histories import Borne, by_number, names_of
from hashiwatashi.exchange.tables.organisations.values import closing, own_values
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation, OrganisationName

_SOURCE = "organisation-list"


class Organisations(Table):
    """The corporate number is the key; without one, the name within the prefecture.

    Of several rows with one number the latest is the record; the others are its history and count as unchanged.
    """

    name = "organisations"
    title = gettext_lazy("Organisations")
    sample: ClassVar = {
        "corporate_number": "7123456789012",
        "name": "架空精密株式会社",
        "prefecture": "宮城県",
    }
    columns = COLUMNS

    def positional(self, first: Sequence[str]) -> tuple[str, ...] | None:
        is_register = len(first) == len(REGISTER) and first[0].strip().isdecimal()
        return REGISTER if is_register else None

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        municipalities = Municipality.objects.in_bulk()
        understood = understand(rows, lambda row: _wanted(row, municipalities), plan)
        wanted = {item.row.line: item for item in understood}
        latest: list[Wanted] = []
        names: dict[str, list[Borne]] = {}
        for group in by_number([item.row for item in understood]):
            plan.changes += [Change(row, Verdict.UNCHANGED, None) for row in group[:-1]]
            latest.append(wanted[group[-1].line])
            names[latest[-1].key] = names_of(group)
        _Settling(plan, one_for_each_key(latest, plan)).settle(names)
        plan.changes.sort(key=lambda change: change.row.line)
        return plan


class _Settling:
    """Compares what the rows want with what is stored, successors included."""

    def __init__(self, plan: Plan, wanted: Sequence[Wanted]) -> None:
        self._plan = plan
        self._wanted = wanted
        self._rows = {item.key: item.row for item in wanted}
        self._records = _stored(wanted)
        self._made = {
            item.key: Organisation(source=_SOURCE, source_key=item.key)
            for item in wanted
            if item.key not in self._records
        }

    def settle(self, names: Mapping[str, Sequence[Borne]]) -> None:
        for item in self._wanted:
            try:
                complete = Wanted(item.row, item.key, {**item.values, **self._succession(item)})
                change = decide(complete, self._records.get(item.key), self._made.get(item.key) or Organisation())
            except Rejected as error:
                self._plan.rejected.append((item.row, error))
            else:
                self._plan.changes.append(change)
        borne = {key: found for key, found in names.items() if found}
        self._plan.afterwards.append(_names_step(borne, {**self._records, **self._made}))

    def _succession(self, item: Wanted) -> dict[str, Any]:
        """Merged, if the register names a successor that is on record or in the file; its number is the link."""
        number = item.row.text("successor")
        heir = self._records.get(number) or self._made.get(number)
        if not number or heir is None or self._leads_to(heir, item.key):
            return {}
        return {"status": OrganisationStatus.MERGED, "successor": heir}

    def _leads_to(self, heir: Organisation, key: str) -> bool:
        """Whether an organisation's line of successors comes back to this one."""
        number, seen = heir.corporate_number or heir.source_key, set[str]()
        while number and number not in seen:
            if number == key:
                return True
            seen.add(number)
            number = self._rows[number].text("successor") if number in self._rows else ""
        return False


def _wanted(row: Row, municipalities: Mapping[str, Municipality]) -> Wanted:
    values = own_values(row, municipalities) | closing(row)
    if not row.text("corporate_number"):
        return Wanted(row, f"{name_key(values['name'])}@{values.get('prefecture_id', '')}", values)
    number = number_of(row, "corporate_number")
    return Wanted(row, number, values | {"corporate_number": number})


def _stored(wanted: Sequence[Wanted]) -> dict[str, Organisation]:
    """Records by number, also those of successors; then those of the list itself; then by a name that is unique."""
    found: dict[str, Organisation] = {}
    numbers = {str(item.values["corporate_number"]) for item in wanted if "corporate_number" in item.values}
    for some in chunks(numbers | {item.row.text("successor") for item in wanted if item.row.text("successor")}):
        records = Organisation.objects.filter(corporate_number__in=some)
        found |= {str(record.corporate_number): record for record in records}
    open_items = [item for item in wanted if item.key not in found]
    for some in chunks(item.key for item in open_items):
        records = Organisation.objects.filter(source=_SOURCE, source_key__in=some)
        found |= {record.source_key: record for record in records if _fits(record, record.source_key)}
    return found | _by_name([item for item in open_items if item.key not in found])


def _by_name(wanted: Sequence[Wanted]) -> dict[str, Organisation]:
    """Records without a number that the list can mean: the same name and kind, and nowhere a second."""
    candidates: dict[str, list[Organisation]] = {}
    for some in chunks(name_key(str(item.values["name"])) for item in wanted):
        for record in Organisation.objects.filter(name_key__in=some, corporate_number=None):
            candidates.setdefault(record.name_key, []).append(record)
    named: dict[str, list[Wanted]] = {}
    for item in wanted:
        named.setdefault(name_key(str(item.values["name"])), []).append(item)
    return {
        items[0].key: candidates[name][0]
        for name, items in named.items()
        if len(items) == 1 and len(candidates.get(name, ())) == 1
        if candidates[name][0].kind == items[0].values["kind"] and _is_near(candidates[name][0], items[0])
    }


def _is_near(record: Organisation, item: Wanted) -> bool:
    """Whether nothing says that the two are in different prefectures."""
    return record.prefecture_id in (None, item.values.get("prefecture_id", record.prefecture_id))


def _fits(record: Organisation, key: str) -> bool:
    return record.corporate_number in (None, key) or not key.isdecimal()


def _names_step(names: Mapping[str, Sequence[Borne]], records: Mapping[str, Organisation]) -> Callable[[Actor], None]:
    """The step that stores the dated names that are not on record yet."""

    def store(_by: Actor) -> None:
        wanted = {
            (records[key].pk, borne.name, borne.since, borne.until)
            for key, some in names.items()
            if key in records and records[key].pk
            for borne in some
        }
        known: set[tuple[Any, ...]] = set()
        for some in chunks(pk for pk, *_ in wanted):
            stored = OrganisationName.objects.filter(organisation_id__in=some)
            known |= set(stored.values_list("organisation_id", "name", "since", "until"))
        OrganisationName.objects.bulk_create(
            [
                OrganisationName(organisation_id=pk, name=name, name_key=name_key(name), since=since, until=until)
                for pk, name, since, until in sorted(wanted - known, key=str)
            ],
            batch_size=500,
        )

    return store
