"""Who looks after which records of an organisation, and which nobody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import DomainError, NotFound
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.holders.actions import name_holder
from hashiwatashi.holders.held import counts, kinds_held, records_of, without_holder
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.holders.forms import NameForm, people_of
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.rooms import rooms
from hashiwatashi.web.visitors import account_of

_PAGE, _HANDOVERS = 100, 10


@dataclass(frozen=True, slots=True)
class Row:
    """One person (None: nobody) and how many records of each kind she looks after, and how many open consultations;
    ``cases_href`` is where those are listed for the reader."""

    account: Account | None
    numbers: tuple[tuple[Kind, int], ...]
    cases: int = 0
    cases_href: str = ""


@on_record(Organisation, "see_holders")
def index(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Everybody with her records, kind by kind; the last row is nobody's."""
    kinds = [kind for kind in kinds_held() if records_of(kind, record, request.user).exists()]
    cases = _cases(request, record)
    context = {
        "record": record,
        "kinds": [(kind, rooms()[kind].title) for kind in kinds],
        "has_cases": bool(cases),
        "rows": list(_rows(request, record, kinds, cases)),
        "may_name": request.user.has_perm("hashiwatashi.name_holders", record),
        "handovers": Handover.objects.visible_to(request.user).filter(organisation=record).for_lists()[:_HANDOVERS],
    }
    return render(request, "holders/index.html", context)


@on_record(Organisation, "see_holders")
def records(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The records of one kind that one person, or nobody, looks after."""
    kind, today = _kind(request.GET.get("kind", "")), timezone.localdate()
    holder = _holder(request.GET.get("holder", ""), record)
    if holder is None:
        found = without_holder(kind, record, request.user, today)
    else:
        held = Holding.objects.in_force_on(today).filter(organisation=record, kind=kind.value, account=holder)
        found = records_of(kind, record, request.user).filter(uid__in=held.values("record"))
    listed: Any = found
    page = Paginator(listed.for_lists().order_by("pk"), _PAGE).get_page(request.GET.get("page"))
    may_name = request.user.has_perm("hashiwatashi.name_holders", record)
    title = searchables()[kind].title
    context = {
        "record": record,
        "kind": kind,
        "kind_title": rooms()[kind].title,
        "holder": holder,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": [(row.uid, title(row)) for row in page.object_list],
        "form": NameForm(people_of(record)) if may_name else None,
    }
    return render(request, "holders/records.html", context)


@on_record(Organisation, "name_holders")
@require_POST
def name(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Put the ticked records into somebody's charge."""
    kind, form = _kind(request.POST.get("kind", "")), NameForm(people_of(record), request.POST)
    chosen = [uid for text in request.POST.getlist("chosen") if (uid := _identifier(text))]
    if not chosen:
        messages.error(request, _("Select some entries first."))
    elif not form.is_valid():
        messages.error(request, _("Choose who is in charge, and from which day."))
    else:
        try:
            values = form.cleaned_data
            number = name_holder(
                values["account"],
                organisation=record,
                records={kind: chosen},
                on=values["on"],
                by=account_of(request),
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            told = _("%(number)d records are in the charge of %(name)s.")
            messages.success(request, told % {"number": number, "name": values["account"]})
    return redirect("holder-list", record.uid)


def _rows(request: HttpRequest, record: Organisation, kinds: list[Kind], cases: Mapping[Any, int]) -> Iterator[Row]:
    """Everybody who is in charge of something, by mail address; nobody comes last."""
    today, reader = timezone.localdate(), account_of(request)
    found = dict(counts(record, today))
    others = Account.objects.filter(pk__in=[key for key in cases if key]).exclude(pk__in=[one.pk for one in found])
    found |= {one: Counter() for one in others}
    is_desk = record.pk in reader.current_desk_ids
    listed = reverse("consultation-list")
    for account in sorted(found, key=lambda one: one.email):
        numbers = tuple((kind, found[account][kind.value]) for kind in kinds)
        href = f"{listed}?view=mine" if is_desk and account == reader else ""
        yield Row(account, numbers, cases.get(account.pk, 0), href)
    free = tuple((kind, without_holder(kind, record, request.user, today).count()) for kind in kinds)
    yield Row(None, free, cases.get(None, 0), f"{listed}?view=free" if is_desk else "")


def _cases(request: HttpRequest, record: Organisation) -> Mapping[Any, int]:
    """How many open consultations of the institution each person (None: nobody) is in charge of."""
    held = Consultation.objects.visible_to(request.user).open().held_by(frozenset({record.pk}))
    return dict(held.order_by().values_list("officer").annotate(Count("pk", distinct=True)))


def _kind(text: str) -> Kind:
    try:
        return next(kind for kind in kinds_held() if kind.value == text)
    except StopIteration:
        raise NotFound(_("There is no such list.")) from None


def _holder(text: str, organisation: Organisation) -> Account | None:
    """The person whose records are asked for; None for nobody's."""
    if not text:
        return None
    uid = _identifier(text)
    held = Holding.objects.filter(organisation=organisation)
    found: Account | None = None
    if uid:
        found = Account.objects.filter(uid=uid, pk__in=held.values("account")).first()
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
