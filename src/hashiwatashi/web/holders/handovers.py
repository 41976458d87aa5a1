"""Handing records over to a successor: what it would pass on, the step itself, the report, the way back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.errors import Conflict, DomainError
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.passing import in_charge_of
from hashiwatashi.holders.actions import check_hand_over, hand_over, undo_handover
from hashiwatashi.holders.held import Charge, charges
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.joining.members import NobodyLeft
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.editing import saved
from hashiwatashi.web.holders.forms import HandoverForm, givers_of, people_of
from hashiwatashi.web.holders.report import LAYOUT, report_of
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.rooms import rooms
from hashiwatashi.web.visitors import account_of

_SHOWN = 200


@on_record(Organisation, "see_holders")
def prepare(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Choose who hands over to whom and see what that passes on; the second button does it."""
    account, people = account_of(request), people_of(record)
    may_for_all = account.has_perm("hashiwatashi.name_holders", record)
    givers = givers_of(record) if may_for_all else [account]
    form = HandoverForm(givers, people, request.POST or None, initial=_initial(request, givers))
    made: list[Handover] = []

    def store() -> None:
        values = {"organisation": record, "by": account, **form.cleaned_data}
        if "confirm" in request.POST:
            made.append(hand_over(**values))
        else:
            check_hand_over(**values)

    passed: list[Charge] | None = None
    cases: list[Consultation] = []
    is_nobody_left = False
    if form.is_valid():
        try:
            if saved(form, store) and made:
                messages.success(request, _("Handed over. For a day you can undo it."))
                return redirect("handover-detail", made[0].uid)
        except Conflict as error:
            form.add_error(None, str(error))
            is_nobody_left = isinstance(error, NobodyLeft)
        if form.is_valid():  # what was refused has no day or person any more
            passed = _passed(request, record, form.cleaned_data["giver"], form.cleaned_data["on"])
            cases = _cases_with(request, record, form.cleaned_data["giver"])
    context = {
        "record": record,
        "form": form,
        "may_name_others": is_nobody_left and account.has_perm("hashiwatashi.manage_members", record),
        "passed": passed[:_SHOWN] if passed is not None else None,
        "how_many": len(passed or ()),
        "cases": cases,
        "is_free": bool(cases) and form.cleaned_data["receiver"] not in staff_of(record),
        "titles": {kind.value: room.title for kind, room in rooms().items()},
    }
    return render(request, "holders/prepare.html", context, status=400 if form.errors else 200)


def _initial(request: HttpRequest, givers: list[Account]) -> dict[str, Account]:
    """Whoever is named by the address, if anybody; the only one who can be chosen."""
    named = [one for one in givers if str(one.pk) == request.GET.get("giver")]
    found = named or (givers if len(givers) == 1 else [])
    return {"giver": found[0]} if found else {}


@on_record(Handover, "read_handover")
def detail(request: HttpRequest, record: Handover) -> HttpResponse:
    """What was handed over, and the way back."""
    found = _records(request, record)
    is_fresh = record.undone_at is None and record.created_at > timezone.now() - UNDO_WITHIN
    context = {
        "record": record,
        "passed": found[:_SHOWN],
        "how_many": len(found),
        "cases": _cases(request, record),
        "may_undo": is_fresh and _may_undo(account_of(request), record),
    }
    return render(request, "holders/detail.html", context)


@on_record(Handover, "read_handover")
def report(request: HttpRequest, record: Handover) -> HttpResponse:
    """The report of a hand-over (担当交代引継書) to print and sign."""
    address = request.build_absolute_uri(f"/charge/hand-overs/{record.uid}/")
    passed, cases = _records(request, record), _cases(request, record)
    made = pdf(report_of(record, passed, cases, address=address, day=timezone.localdate()), LAYOUT)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="handover-{record.uid}.pdf"'
    return answer


@on_record(Handover, "read_handover")
@require_POST
def undo(request: HttpRequest, record: Handover) -> HttpResponse:
    """Take it back within a day."""
    try:
        undo_handover(record, by=account_of(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone. The predecessor is in charge again."))
    return redirect("handover-detail", record.uid)


def _passed(request: HttpRequest, organisation: Organisation, giver: Account, on: date) -> list[Charge]:
    held = Holding.objects.visible_to(request.user).filter(organisation=organisation, account=giver).from_day(on)
    return charges(held, organisation, request.user)


def _records(request: HttpRequest, record: Handover) -> list[Charge]:
    held = Holding.objects.visible_to(request.user).filter(pk__in=[*record.begun, *map(int, record.ended)])
    return charges(held, record.organisation, request.user)


def _cases_with(request: HttpRequest, organisation: Organisation, account: Account) -> list[Consultation]:
    """The open consultations that one person is in charge of, those that owe an answer first; listed for those alone
    who answer at the institution, as everywhere."""
    return list(in_charge_of(account, organisation).listed_for(account_of(request)).by_urgency())


def _cases(request: HttpRequest, record: Handover) -> list[Consultation]:
    """Those that passed or, before the day, those that would."""
    if record.cases_due and record.undone_at is None:
        return _cases_with(request, record.organisation, record.giver)
    return list(Consultation.objects.listed_for(account_of(request)).filter(pk__in=record.cases).by_urgency())


def _may_undo(account: Account, record: Handover) -> bool:
    is_own = account.pk == record.giver_id
    return is_own or account.has_perm("hashiwatashi.name_holders", record.organisation)
