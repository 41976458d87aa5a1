"""Every list page: bounds set by the visitor, a sort, pages, and the same list as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.spelling import written_variants
from hashiwatashi.web.addresses import with_only, without_value
from hashiwatashi.web.exports import Column, file_response

M = TypeVar("M", bound=Model)
PAGE = 25
# Nobody waits for a larger workbook: it is made as long work. A CSV file is streamed and knows no bound.
XLSX_ROWS = 20_000
# What one sheet of Excel holds below its headings.
_XLSX_HOLDS = 1_048_575


class Bounds(forms.Form):
    """What a visitor may bound a list by. Each field that holds a value narrows the list; none does by itself."""

    text = forms.CharField(label=_("Keywords"), required=False, max_length=100)
    prefecture = forms.ChoiceField(label=_("Prefecture"), required=False)

    TEXT_FIELDS: tuple[str, ...] = ()
    PREFECTURE_FIELD = "prefecture"

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        names = [(area.code, str(area)) for area in Prefecture.objects.all()]
        self._choices("prefecture").choices = [("", _("All of Japan")), *names]

    def _choices(self, name: str) -> forms.ChoiceField:
        field_ = self.fields[name]
        assert isinstance(field_, forms.ChoiceField)
        return field_

    def conditions(self) -> Iterator[Q]:
        """One condition for each bound that is set; subclasses add theirs."""
        for word in self.cleaned_data.get("text", "").split():
            yield self._contains(word)
        if self.cleaned_data.get("prefecture"):
            yield Q(**{self.PREFECTURE_FIELD: self.cleaned_data["prefecture"]})

    def apply(self, records: QuerySet[M]) -> QuerySet[M]:
        """``records`` within the bounds; a value that cannot be used bounds nothing and is told as an error."""
        self.is_valid()
        return records.filter(*self.conditions())

    def _contains(self, word: str) -> Q:
        return containing(word, self.TEXT_FIELDS)


def containing(word: str, names: Iterable[str]) -> Q:
    """The condition that one of the fields ``names`` holds ``word``, however it is written."""
    forms = written_variants(word)
    return reduce(or_, (Q(**{f"{name}__icontains": form}) for name in names for form in forms), Q())


@dataclass(frozen=True, slots=True)
class Sort:
    """An order a visitor can choose; one that depends on the time of asking is made anew each time."""

    label: str | Promise
    order_by: tuple[Any, ...] | Callable[[], tuple[Any, ...]]

    @property
    def order(self) -> tuple[Any, ...]:
        return self.order_by() if callable(self.order_by) else self.order_by


@dataclass(frozen=True, slots=True)
class Chip:
    """A bound in force and the address without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Catalogue(Generic[M]):
    """What is particular to one list. The first of ``sorts`` is the one nobody has to choose.

    ``records`` are those that a visitor may see; ``present`` turns one into what may be shown of it.
    """

    kind: Kind
    title: str | Promise
    lead: str | Promise
    template: str
    records: Callable[[Visitor], QuerySet[M]]
    bounds: type[Bounds]
    sorts: Mapping[str, Sort]
    columns: Sequence[Column]
    present: Callable[[Visitor, M], Any] = field(default=lambda visitor, record: record)

    def chosen_sort(self, asked: Mapping[str, Any]) -> Sort:
        """The sort asked for by name, else the first."""
        return self.sorts.get(asked.get("sort", "")) or next(iter(self.sorts.values()))

    def found(self, asked: Mapping[str, Any], visitor: Visitor) -> QuerySet[M]:
        """The records within the bounds asked for, as far as the visitor may see them, in the order asked for."""
        return self.bounds(asked).apply(self.records(visitor)).order_by(*self.chosen_sort(asked).order)


def answer(request: HttpRequest, catalogue: Catalogue[M], **context: Any) -> HttpResponseBase:
    """The list page, or the file of the whole list where ``?export=csv`` or ``xlsx`` asks for it."""
    records, form = catalogue.records(request.user), catalogue.bounds(request.GET)
    sort = catalogue.chosen_sort(request.GET)
    found = form.apply(records).order_by(*sort.order)
    if request.GET.get("export"):
        return _file(request, catalogue, found)
    page = Paginator(found.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    rows = [catalogue.present(request.user, record) for record in in_order(records, list(page.object_list))]
    shown = {"catalogue": catalogue, "form": form, "page": page, "rows": rows, "chips": chips(request, form)}
    links = [(s.label, with_only(request.GET, "sort", name), s is sort) for name, s in catalogue.sorts.items()]
    exports = {form_: with_only(request.GET, "export", form_) for form_ in ("xlsx", "csv")}
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    more = {"sorts": links, "exports": exports, "pages": pages, **context}
    return render(request, catalogue.template, {**shown, **more})


def in_order(records: QuerySet[M], keys: list[Any]) -> list[M]:
    """The records of one page. Keys alone are sorted and skipped over; only these few are joined and read whole.

    A record withdrawn between the two readings is left out.
    """
    found = records.order_by().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def chips(request: HttpRequest, form: Bounds) -> list[Chip]:
    """The bounds in force, each with the way to take it off."""
    made = []
    for name in form.fields:
        value = form.cleaned_data.get(name)
        if value in (None, "", False):
            continue
        text = form[name].label if value is True else f"{form[name].label}: {_shown(form, name, value)}"
        made.append(Chip(str(text), without_value(request.GET, name, request.GET.get(name, ""))))
    return made


def _shown(form: Bounds, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(str(value), value))


def _file(request: HttpRequest, catalogue: Catalogue[M], found: QuerySet[M]) -> HttpResponseBase:
    form = request.GET["export"]
    if form not in {"csv", "xlsx"}:
        raise InvalidInput(_("Lists can be had as csv or xlsx."), field="export")
    if form == "xlsx" and (number := found.count()) > XLSX_ROWS:
        return _offer(request, catalogue, number)
    rows = (catalogue.present(request.user, record) for record in found.iterator(chunk_size=2000))
    return file_response(catalogue.kind.value, form, catalogue.columns, rows)


def _offer(request: HttpRequest, catalogue: Catalogue[M], number: int) -> HttpResponseBase:
    """The page on which a large workbook is ordered; asking for it by GET alone begins nothing."""
    if number > _XLSX_HOLDS or not request.user.is_authenticated:
        text = _("This list is too long for one Excel file. Narrow it down, take the CSV file, or sign in first.")
        raise InvalidInput(text, field="export")
    context = {"catalogue": catalogue, "number": number, "query": request.GET.urlencode()}
    return render(request, "work/offer.html", {**context, "csv": with_only(request.GET, "export", "csv")})
