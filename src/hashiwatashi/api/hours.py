"""Rules of use and special days set over REST, by the institution's own people: never displacing anybody unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api.closures import NothingIn, Reason, refuse_unseen
from hashiwatashi.api.once import once
from hashiwatashi.api.opening import (
    ApprovalStep,
    RulesOut,
    SpecialDayOut,
    UnitInUse,
    present_day,
    present_rules,
    present_unit,
)
from hashiwatashi.api.paging import Line
from hashiwatashi.api.reservations import A_DAY, FIRST, LAST, Key, account_of
from hashiwatashi.api.routing import account_post
from hashiwatashi.common.errors import InvalidInput, NotAllowed
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import LICENCE_MONTHS, MOST_STEPS, SpecialDay, Unit, UseRules
from hashiwatashi.opening.week import hours_in
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import roles_of
from hashiwatashi.reservations.closing import Displaced, cancel_special_day, carried_out, set_rules, set_special_day
from hashiwatashi.reservations.units import undo_end

router = Router(tags=["opening"])
Day = Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY]
Clock = Annotated[str, Field(pattern=r"^[0-2]?[0-9]:[0-5][0-9]$", examples=["09:00"])]
Number = Annotated[int, Field(ge=0, le=32_767)]
Numbers = Annotated[list[Line], Field(max_length=10_000)]


class HoursIn(Schema):
    """From one time of the day until before another; 24:00 is the end of the day."""

    model_config = ConfigDict(extra="forbid")

    opens: Clock
    closes: Clock


DayHours = Annotated[list[HoursIn], Field(max_length=6)]


class SettingIn(Schema):
    """For which instrument, None for all. ``displaces`` are the numbers of the reservations that it may displace: the
    answer 409 names those there are; send them to say that you have seen them."""

    model_config = ConfigDict(extra="forbid")

    equipment: UUID | None = None
    displaces: Numbers = []  # noqa: RUF012 pydantic copies it


class SpecialDayIn(SettingIn):
    """A day with other hours than usual; without any it is closed."""

    day: Day
    is_yearly: bool = False
    hours: DayHours = []  # noqa: RUF012
    reason: Annotated[Reason, Field(max_length=200)]


class RulesIn(SettingIn):
    """Rules of use from a day on; those before them end there. ``week`` begins on Monday. What is left out is as in
    the form: one step of approval by the administrator, for one."""

    since: Day
    until: Day | None = None
    week: Annotated[list[DayHours], Field(min_length=7, max_length=7)]
    holidays: Literal["closed", "open", "always"] = "closed"
    users: list[Literal["firm", "research", "public", "individual"]] | None = None
    earliest_months: Number = 3
    latest_days: Number = 1
    same_day_until: Clock | None = None
    step_minutes: Number = 30
    longest_minutes: Number = 480
    preparation_minutes: Number = 0
    cleaning_minutes: Number = 0
    loan_days: Number = 0
    one_at_a_time: bool = False
    hold_hours: Number = 72
    offer_hours: Number = 24
    late_minutes: Number = 30
    absent_by_clock: bool = False
    absences_most: Number = 0
    absence_bars_days: Number = 30
    licence_level: Number = 0
    licence_months: Number = LICENCE_MONTHS
    with_instructor: bool = True
    takes_tests: bool = False
    in_person: bool = False
    route: Annotated[list[ApprovalStep], Field(min_length=1, max_length=MOST_STEPS)] | None = None
    note: Annotated[str, Field(max_length=4000)] = ""

    def values(self) -> dict[str, Any]:
        """As the model holds them."""
        apart = {"equipment", "displaces", "week", "same_day_until", "route"}
        said = self.model_dump(exclude=apart, exclude_none=True)
        said["week"] = [_minutes(day) for day in self.week]
        if self.same_day_until is not None:
            said["same_day_until"] = hours_in(f"00:00-{self.same_day_until}")[0][1]
        if self.route is not None:
            said["route"] = [[str(step.role), step.needs_all] for step in self.route]
        return said


@account_post(
    router,
    "/organisations/{uuid:uid}/special-days",
    "keep_opening on the organisation",
    response=SpecialDayOut,
    summary="Set a special day",
)
def add_day(request: HttpRequest, uid: UUID, special: SpecialDayIn, idempotency_key: Key = None) -> Any:
    account, owner = account_of(request), _kept(request, uid)
    instrument, hours = _instrument(request, owner, special.equipment), _minutes(special.hours)

    def act() -> SpecialDay:
        made = SpecialDay(owner=owner, equipment=instrument, day=special.day, hours=hours)
        made.is_yearly, made.reason = special.is_yearly, special.reason
        made.uid = _uid(account, owner, idempotency_key) or made.uid
        if known := SpecialDay.objects.filter(uid=made.uid).first():
            return known
        _carried_out(lambda: [set_special_day(made, by=account)], special.displaces)
        return made

    return present_day(once(idempotency_key, act))


@account_post(
    router,
    "/special-days/{uuid:uid}/cancel",
    "set_use_rules on the record",
    response=SpecialDayOut,
    summary="Let a special day be as usual again",
)
def cancel_day(request: HttpRequest, uid: UUID, nothing: NothingIn) -> Any:
    account = account_of(request)
    record: SpecialDay = get_object_or_404(SpecialDay.objects.visible_to(account).for_lists(), uid=uid)
    if not account.has_perm("hashiwatashi.set_use_rules", record):
        raise _not_allowed()
    cancel_special_day(record, by=account)
    return present_day(record)


@account_post(
    router,
    "/organisations/{uuid:uid}/rules",
    "keep_opening on the organisation",
    response=RulesOut,
    summary="Set rules of use from a day on",
)
def add_rules(request: HttpRequest, uid: UUID, rules: RulesIn, idempotency_key: Key = None) -> Any:
    account, owner = account_of(request), _kept(request, uid)
    instrument, values = _instrument(request, owner, rules.equipment), rules.values()
    _check_roles(owner, rules)

    def act() -> UseRules:
        made = UseRules(owner=owner, equipment=instrument, **values)
        made.uid = _uid(account, owner, idempotency_key) or made.uid
        if known := UseRules.objects.filter(uid=made.uid).first():
            return known
        _carried_out(lambda: [set_rules(made, by=account)], rules.displaces)
        return made

    return present_rules(once(idempotency_key, act), account)


@account_post(
    router,
    "/units/{uuid:uid}/undo-end",
    "set_use_rules on the record",
    response=UnitInUse,
    summary="Undo that a unit was ended within the last day",
)
def undo_end_of_unit(request: HttpRequest, uid: UUID, nothing: NothingIn) -> Any:
    account = account_of(request)
    record: Unit = get_object_or_404(Unit.objects.visible_to(account).for_lists(), uid=uid)
    if not account.has_perm("hashiwatashi.set_use_rules", record):
        raise _not_allowed()
    undo_end(record, by=account)
    return present_unit(record)


def _check_roles(owner: Organisation, rules: RulesIn) -> None:
    """Raises `InvalidInput` for a step by a role that nobody has there."""
    for step in rules.route or ():
        if step.role not in roles_of(owner.kind):
            told = _("Nobody at this institution has the role “%(role)s”. Choose another.")
            raise InvalidInput.of("route", told % {"role": step.role.label})


def _minutes(hours: Sequence[HoursIn]) -> list[list[int]]:
    return [list(one) for one in hours_in(", ".join(f"{one.opens}-{one.closes}" for one in hours))]


def _uid(account: Account, owner: Organisation, key: UUID | None) -> UUID | None:
    """What the same request sent twice makes once."""
    return uuid5(key, f"{account.pk} {owner.uid}") if key else None


def _carried_out(act: Callable[[], Sequence[Displaced]], known: Sequence[str]) -> None:
    refuse_unseen(carried_out(act, known))


def _kept(request: HttpRequest, uid: UUID) -> Organisation:
    """An institution whose hours the account looks after."""
    account = account_of(request)
    record: Organisation = get_object_or_404(Organisation.objects.visible_to(account), uid=uid)
    if not account.has_perm("hashiwatashi.keep_opening", record):
        raise _not_allowed()
    return record


def _instrument(request: HttpRequest, owner: Organisation, uid: UUID | None) -> Equipment | None:
    if uid is None:
        return None
    record: Equipment = get_object_or_404(Equipment.objects.visible_to(request.user).filter(owner=owner), uid=uid)
    return record


def _not_allowed() -> NotAllowed:
    return NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))
