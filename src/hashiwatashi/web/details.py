"""What every record page shares: its facts in a table, whom to ask, and what is like it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.holders.held import holder_of
from hashiwatashi.matching.answers import Filters, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.errors import IndexUnreadable
from hashiwatashi.matching.registry import searchable_of
from hashiwatashi.matching.suggest import suggest_many
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Account, Expert
from hashiwatashi.web.formats import called, readable
from hashiwatashi.web.rooms import card_of
from hashiwatashi.web.visitors import home_of

SIMILAR = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a record's table; ``href`` where the value is itself a page."""

    label: str | Promise
    value: str
    href: str = ""
    is_outside: bool = False


def facts(record: models.Model, *names: str) -> Iterator[Fact]:
    """The named fields of a record with their labels, as people read them; empty ones are left out."""
    for name in names:
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if value in (None, ""):
            continue
        label = getattr(field, "verbose_name", name)
        if isinstance(field, models.URLField):
            yield Fact(label, value, value, is_outside=True)
        elif isinstance(value, Organisation):
            yield organisation_fact(label, value)
        elif isinstance(value, Prefecture):
            yield Fact(label, str(value), reverse("area-detail", args=[value.code]))
        else:
            yield Fact(label, readable(record, name))


def organisation_fact(label: str | Promise, organisation: Organisation) -> Fact:
    """An organisation by its name, leading to its page."""
    return Fact(label, called(organisation), reverse("organisation-detail", args=[organisation.uid]))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Records of one kind that are like the one shown."""

    kind: Kind
    suggestions: tuple[Suggestion, ...]


def similar(
    request: HttpRequest, record: Any | None, text: str, kinds: tuple[Kind, ...] = tuple(Kind)
) -> list[Likeness]:
    """Up to `SIMILAR` records of each kind that fit ``text``, without ``record`` itself where there is one.

    Empty while the index cannot be read: the record is what the page is for. The log says so.
    """
    try:
        home, broadly = home_of(request), Filters(broadly=True)
        found = suggest_many(
            [text], visitor=request.user, home=home, filters=broadly, kinds=kinds, per_kind=SIMILAR + 1
        )
        answer = next(found)
    except IndexUnreadable as error:
        _log.error("%s is shown without what is like it: %s", request.path, error)
        return []
    groups = []
    for group in answer.groups:
        others = tuple(found for found in group.suggestions if record is None or found.record.uid != record.uid)[
            :SIMILAR
        ]
        if others:
            groups.append(Likeness(group.kind, others))
    return groups


def coordinators_for(request: HttpRequest, prefecture: Prefecture | None) -> list[Expert]:
    """The named people to talk to in a prefecture (R-60), in office today; empty where none is named."""
    if prefecture is None:
        return []
    experts = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    return list(experts.filter(kind=ExpertKind.COORDINATOR, areas=prefecture)[:5])


def _holder(request: HttpRequest, record: Any) -> Account | None:
    """Who looks after the record, for the people of its organisation; asked only where somebody may know."""
    if not organisation_ids(request.user):
        return None
    kind = searchable_of(record).kind
    return holder_of(kind, record.uid, request.user, timezone.localdate())


def show(request: HttpRequest, template: str, record: Any, **context: Any) -> HttpResponse:
    """The page of one record, with its card and the coordinators of where it is."""
    card = card_of(record)
    coordinators = [expert for expert in coordinators_for(request, card.prefecture) if expert.uid != record.uid]
    shared = {"record": record, "card": card, "coordinators": coordinators, "holder": _holder(request, record)}
    return render(request, template, {**shared, **context})
