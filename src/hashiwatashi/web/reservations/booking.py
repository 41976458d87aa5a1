"""Reserving a unit, and putting a reservation to another time; who loses a time is offered others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.licences.holding import entitling, licences_for
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.hours import opening_of
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.opening.week import clock
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import actions, waiting
from hashiwatashi.reservations.alternatives import Alternative, instead_of
from hashiwatashi.reservations.answers import answer_for
from hashiwatashi.reservations.enums import Obstacle
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.rules import is_keeper
from hashiwatashi.reservations.wishes import Wish, user_kind_of
from hashiwatashi.web.formats import moment
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.reservations.forms import CounterForm, TimeForm, WishForm
from hashiwatashi.web.reservations.times import MinuteField, day_in, parts
from hashiwatashi.web.visitors import account_of

_DAY = timedelta(days=1)
# What others have is waited for; what the rules refuse is not.
_WAITED_FOR = frozenset({Obstacle.TAKEN, Obstacle.AWAITED})


@signed_in
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Reserve a unit provisionally; the institution's own people do so for whoever calls or comes."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).for_lists(), uid=uid)
    account = account_of(request)
    at_counter = _is_keeper(account, unit) and request.GET.get("for") != "me"
    rules = _rules(unit, _day_of(request))
    organisations = [m.organisation for m in account.current_memberships]
    form_class = CounterForm if at_counter else WishForm
    form = form_class(
        rules, list(dict.fromkeys(organisations)), request.POST or None, initial=_initial(request, rules)
    )
    if at_counter:
        form.fields.pop("organisation", None)
    offered: list[Offered] = []
    if form.is_valid():
        wish = _wish(unit, form, account, at_counter=at_counter)
        made: list[Reservation] = []

        if "wait" in request.POST and not at_counter and waited(request, form, wish):
            return redirect("reservation-list")

        def store() -> None:
            values = form.values() | {"organisation": form.organisation}
            made.append(actions.reserve(wish, by=account, key=form.cleaned_data["key"], **values))
            if form.cleaned_data.get("applies"):
                actions.apply(made[0], by=account)

        if "wait" not in request.POST:
            offered = tried(request, form, wish, store)
        if made:
            messages.success(request, _said(made[0]))
            return redirect("reservation-detail", made[0].uid)
    context = {
        "unit": unit,
        "record": unit.equipment,
        "form": form,
        "rules": rules,
        "answer": answer_for(unit.equipment, UserKind.FIRM, timezone.now()),
        "offered": offered,
        "at_counter": at_counter,
        "may_wait": not at_counter and ("wait" in request.GET or form.may_wait),
        "has_others": lambda: Unit.objects.filter(equipment=unit.equipment_id).exclude(pk=unit.pk).exists(),
        "licence": None if at_counter else _held(account, unit, rules, _day_of(request)),
        "may_be_counter": _is_keeper(account, unit),
    }
    return render(request, "reservations/new.html", context, status=_status(form, offered))


@on_record(Reservation, "use_reservation")
def move(request: HttpRequest, record: Reservation) -> HttpResponse:
    """Put a reservation to another time; what was permitted is applied for anew."""
    unit, account = record.unit, account_of(request)
    day, start, last_day, end = parts(record.span)
    initial = {"day": day, "start": start, "end": end, "is_loan": record.is_loan, "last_day": last_day}
    rules = _rules(unit, day)
    form = TimeForm(rules, request.POST or None, initial=initial | _asked(request))
    form.fields.pop("is_loan", None)
    form.is_lent = record.is_loan
    offered: list[Offered] = []
    if form.is_valid():
        wish = actions.wish_of(record, form.span, unit, at_counter=is_keeper(account, record))
        done: list[bool] = []

        def store() -> None:
            actions.move(record, form.span, by=account)
            done.append(True)

        offered = tried(request, form, wish, store)
        if done:
            messages.success(request, _("Put to another time."))
            return redirect("reservation-detail", record.uid)
    context = {"record": record, "unit": unit, "form": form, "offered": offered, "rules": rules}
    return render(request, "reservations/move.html", context, status=_status(form, offered))


class Offered:
    """An alternative and the address at which it is reserved."""

    def __init__(self, alternative: Alternative) -> None:
        self.alternative = alternative
        day, start, _last, end = parts(alternative.span)
        query = urlencode({"day": day.isoformat(), "start": clock(start), "end": clock(end)})
        self.href = f"{reverse('reservation-new', args=[alternative.unit.uid])}?{query}"


def tried(request: HttpRequest, form: TimeForm, wish: Wish, store: Callable[[], None]) -> list[Offered]:
    """Do it; what stands in the way becomes an error of the form, and others are offered."""
    try:
        store()
    except CannotReserve as obstacle:
        is_own = obstacle.obstacle == Obstacle.TAKEN and _is_ones_own(wish)
        form.add_error(None, _("You have reserved it at that time yourself.") if is_own else str(obstacle))
        form.may_wait = obstacle.obstacle in _WAITED_FOR and not is_own
        return [Offered(one) for one in instead_of(obstacle, wish, request.user, timezone.now())]
    except InvalidInput as error:
        form.add_error(None, str(error))
    return []


def _is_ones_own(wish: Wish) -> bool:
    """Whether it is the visitor herself who has the time."""
    taken = Reservation.objects.taking_time().filter(unit=wish.unit).meeting(wish.span)
    return wish.user is not None and taken.filter(user=wish.user).exists()


def waited(request: HttpRequest, form: WishForm, wish: Wish) -> bool:
    """Put the visitor on the waiting list; what stands in the way becomes an error of the form."""
    values = form.values() | {"organisation": form.organisation}
    takes_any, key = request.POST["wait"] == "any", form.cleaned_data["key"]
    try:
        waiting.wait(wish, by=account_of(request), takes_any=takes_any, key=key, **values)
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    told = _("You are on the waiting list. When the time is free, it is kept for you and you are told.")
    messages.success(request, told)
    return True


def _wish(unit: Unit, form: WishForm, account: Account, *, at_counter: bool) -> Wish:
    told = form.cleaned_data
    kind = UserKind(told["user_kind"]) if at_counter else user_kind_of(form.organisation)
    return Wish(
        unit,
        form.span,
        user=None if at_counter else account,
        user_kind=kind,
        is_loan=bool(told.get("is_loan")),
        with_instructor=bool(told.get("with_instructor")),
        at_counter=at_counter,
    )


def _said(reservation: Reservation) -> str:
    if reservation.held_until is None:
        return _("Reserved and applied for.")
    told = _("Reserved provisionally. Apply for the permission until %(moment)s, or the time is free again.")
    return told % {"moment": moment(reservation.held_until)}


def _initial(request: HttpRequest, rules: UseRules | None) -> dict[str, Any]:
    asked = _asked(request)
    if "start" in asked and "end" not in asked and rules is not None:
        asked["end"] = min(asked["start"] + max(60, rules.step_minutes), 24 * 60)
    return {"key": uuid4(), **asked}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The day and times that an address names, as far as they are some."""
    found: dict[str, Any] = {}
    if day := _day_of(request):
        found["day"] = day
    for name in ("start", "end"):
        try:
            minute = MinuteField(required=False).clean(request.GET.get(name, ""))
        except ValidationError:  # an address that names no time names none
            continue
        if minute is not None:
            found[name] = minute
    return found


def _day_of(request: HttpRequest) -> date | None:
    return day_in(request.POST.get("day") or request.GET.get("day", ""))


def _rules(unit: Unit, day: date | None) -> UseRules | None:
    day = day or timezone.localdate()
    return opening_of(unit.equipment, day, day + _DAY).rules_on(day)


def _is_keeper(account: Account, unit: Unit) -> bool:
    return any(m.organisation_id == unit.owner_id and m.role in KEEPERS for m in account.current_memberships)


def _held(account: Account, unit: Unit, rules: UseRules | None, day: date | None) -> OperatorLicence | None:
    """The licence by which the account needs no instructor on a day."""
    if rules is None or not rules.licence_level:
        return None
    return entitling(licences_for(account, unit.equipment), rules.licence_level, day or timezone.localdate())


def _status(form: TimeForm, offered: list[Offered]) -> int:
    """409 where somebody else has the time or the rules refuse it, 400 for what cannot be read."""
    if not form.errors:
        return 200
    return 409 if form.is_bound and form.non_field_errors() else 400
