"""What was done to a record, from the audit trail, as its owner's people read it; and how a change is taken back.

Each room that shows a history declares one `History`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hashiwatashi.common.audit.events import events
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, NotFound
from hashiwatashi.common.records import Record
from hashiwatashi.people.models import Account
from hashiwatashi.web import formats
from hashiwatashi.web.visitors import account_of

R = TypeVar("R", bound=Record)
_ACCOUNT = "account:"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as people read it."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. ``note`` names what it is about where that is not the record itself."""

    number: int
    at: datetime
    event: str
    who: str
    note: str
    fields: tuple[FieldChange, ...]
    before: Mapping[str, Any]
    """What taking it back would set again, as the model holds it; empty where it cannot be taken back."""
    after: Mapping[str, Any]
    since: tuple[str, ...] = ()
    """The labels of its fields that hold something else by now: it cannot be taken back before those are."""
    later: int | None = None
    """The newest change that touched one of them."""


@dataclass(frozen=True)
class History(Generic[R]):
    """How the history of one kind of record is told.

    A change is taken back by ``change``, an action of that kind, and only if all it touched are ``fields``, which the
    owner's people may edit: nothing moves a stage, an owner or an origin but what is made for that. ``besides`` finds
    the lines about what belongs to a record; their subjects are named by ``named_by``.
    """

    change: Callable[..., Any]
    fields: Collection[str]
    besides: Callable[[R], Q] = lambda record: Q(pk__in=())
    named_by: str = ""

    def of(self, record: R) -> list[Change]:
        """Everything that was done to ``record``, newest first."""
        own = Q(subject_uid=record.uid, subject_kind=type(record).__name__.lower())
        lines = list(AuditEvent.objects.filter(own | self.besides(record)).order_by("-pk"))
        told = _Told(record, lines)
        return list(_in_the_way(record, [self._change(line, told) for line in lines]))

    def take_back(self, record: R, number: int, *, by: Account) -> None:
        """Set the fields of one change back to what they were before it; that is a change of its own.

        Raises `NotFound`, and `Conflict` with the number of the ``later`` change where one of them was changed since.
        """
        found = next((line for line in self.of(record) if line.number == number and line.before), None)
        if found is None:
            raise NotFound(_("There is no such change that could be taken back."))
        if found.since:
            text = _("Not taken back: this was changed again since: %(fields)s. Take that change back first.")
            raise Conflict(text % {"fields": formats.list_of(list(found.since))}, later=found.later)
        # With the version, so that nobody's change of this moment is lost.
        self.change(record, by=by, version=record.version, reason=f"takes back {number}", **found.before)

    def _change(self, line: AuditEvent, told: _Told) -> Change:
        changed: dict[str, Sequence[Any]] = line.data.get("changed", {})
        is_own = line.subject_uid == told.record.uid
        kept = line.data.get("after") or line.data.get("before") or {}
        may = is_own and {told.names.get(column) for column in changed} <= set(self.fields)
        return Change(
            number=line.pk,
            at=line.at,
            event=str(events()[line.event].label),
            who=told.actors.get(line.actor, ""),
            note="" if is_own else str(kept.get(self.named_by, "")),
            fields=tuple(told.fields(changed)) if is_own else (),
            before={name: told.columns[name].to_python(pair[0]) for name, pair in changed.items()} if may else {},
            after={name: told.columns[name].to_python(pair[1]) for name, pair in changed.items()} if may else {},
        )


class _Told:
    """What the lines of one record mention, read at once: who acted, and what related records are called."""

    def __init__(self, record: Record, lines: Sequence[AuditEvent]) -> None:
        self.record = record
        self.columns: dict[str, Any] = {field.attname: field for field in record._meta.concrete_fields}
        self.names = {column: field.name for column, field in self.columns.items()}
        self.actors = _names_of_actors({line.actor for line in lines}, record)
        self._called = {
            name: _names_of(
                field, [line.data["changed"][name] for line in lines if name in line.data.get("changed", {})]
            )
            for name, field in self.columns.items()
            if field.is_relation
        }

    def fields(self, changed: Mapping[str, Sequence[Any]]) -> Iterator[FieldChange]:
        for name, (before, after) in changed.items():
            if name not in self.columns:  # of a field that was there once
                continue
            yield FieldChange(
                self.columns[name].verbose_name, self._readable(name, before), self._readable(name, after)
            )

    def _readable(self, name: str, value: Any) -> str:
        """A value of the trail, which keeps days as text and related records as keys, as the page tells it."""
        field = self.columns[name]
        if value is None:
            return ""
        if field.is_relation:
            return self._called[name].get(field.to_python(value), "")
        if isinstance(field, models.DateField):
            return formats.day(field.to_python(value))
        return {str(key): str(label) for key, label in field.flatchoices}.get(str(value), str(value))


def _names_of(field: Any, pairs: Sequence[Sequence[Any]]) -> dict[Any, str]:
    keys = {field.to_python(value) for pair in pairs for value in pair if value is not None}
    if not keys:
        return {}
    return {
        key: formats.called(found) if hasattr(found, "name") else str(found)
        for key, found in field.related_model._base_manager.in_bulk(list(keys)).items()
    }


def _names_of_actors(actors: Collection[str], record: Any) -> dict[str, str]:
    """Those who acted by the names they gave, as far as they are of the owner's people; no mail address."""
    uids = [UUID(actor.removeprefix(_ACCOUNT)) for actor in actors if actor.startswith(_ACCOUNT)]
    if not uids or not record.owner_id:
        return {}
    people = Account.objects.filter(uid__in=uids, memberships__organisation=record.owner_id).distinct()
    return {account.audit_label: account.display_name for account in people}


def _in_the_way(record: Record, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, newest first, each with what keeps it from being taken back."""
    newest: dict[str, int] = {}
    for change in changes:
        differing = [name for name, value in change.after.items() if getattr(record, name) != value]
        labels = {name: str(_field(record, name).verbose_name) for name in differing}
        later = max((newest[name] for name in differing if name in newest), default=None)
        yield replace(change, since=tuple(labels.values()), later=later)
        for name in change.after:
            newest.setdefault(name, change.number)


def _field(record: Record, column: str) -> Any:
    return next(field for field in record._meta.concrete_fields if field.attname == column)


def taken_back(request: HttpRequest, history: History[R], record: R, number: int, page: str) -> HttpResponseBase:
    """Take a change back and return to ``page``, where a refusal leads to the change that is in the way."""
    try:
        history.take_back(record, number, by=account_of(request))
    except Conflict as refused:
        messages.warning(request, str(refused))
        return redirect(f"{page}#change-{refused.data.get('later') or number}")
    messages.success(request, _("The change was undone."))
    return redirect(page)
