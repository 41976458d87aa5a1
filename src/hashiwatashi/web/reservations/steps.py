"""Taking a step with a reservation: the verb of an address, its form, and the action behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hashiwatashi.common.errors import NotFound
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import actions, approvals, reporting
from hashiwatashi.reservations.enums import Ground, ReservationStage
from hashiwatashi.reservations.licensing import lack_of
from hashiwatashi.reservations.models import Reservation, UseReport
from hashiwatashi.reservations.stages import STAGES
from hashiwatashi.web.editing import set_apart
from hashiwatashi.web.reservations import forms as asked
from hashiwatashi.web.reservations.times import parts

Act = Callable[[Reservation, Account, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Offered:
    """A step on the page: its verb, what the button says, what is said when it is done, what is asked with it."""

    verb: str
    label: str | Promise
    done: str | Promise
    act: Act
    form: type[forms.Form] | None = None
    is_main: bool = False
    permission: str = "use_reservation"
    stages: tuple[str, ...] = ()


_HELD, _APPLIED, _PERMITTED, _IN_USE, _DONE, _REFUSED, _CANCELLED, _ABSENT = ReservationStage

STEPS = (
    Offered(
        "apply",
        _("Apply for permission"),
        _("The permission is applied for."),
        lambda one, by, _told: actions.apply(one, by=by),
        is_main=True,
        stages=(_HELD,),
    ),
    Offered(
        "agree",
        pgettext_lazy("approval", "Agree"),
        _("You have agreed to it."),
        lambda one, by, told: approvals.agree(one, by=by, **told),
        asked.AgreeForm,
        is_main=True,
        permission="agree_to_reservation",
        stages=(_APPLIED,),
    ),
    Offered(
        "send-back",
        _("Send back to be mended"),
        _("It is sent back to be mended."),
        lambda one, by, told: approvals.send_back(one, by=by, **told),
        asked.SendBackForm,
        permission="agree_to_reservation",
        stages=(_APPLIED,),
    ),
    Offered(
        "refuse",
        _("Do not permit"),
        _("The use is not permitted."),
        lambda one, by, told: approvals.refuse(one, by=by, ground=Ground(told["ground"]), text=told["text"]),
        asked.GroundForm,
        permission="agree_to_reservation",
        stages=(_APPLIED,),
    ),
    Offered(
        "begin",
        _("Begin the use"),
        _("The use has begun."),
        lambda one, by, _told: actions.step(one, "begin", by=by),
        is_main=True,
        permission="keep_reservation",
        stages=(_PERMITTED,),
    ),
    Offered(
        "finish",
        _("Finish the use"),
        _("The use is finished."),
        lambda one, by, _told: actions.finish(one, by=by),
        is_main=True,
        permission="keep_reservation",
        stages=(_IN_USE,),
    ),
    Offered(
        "undo-begin",
        _("It was not begun after all"),
        _("It counts as not begun, and is permitted as before."),
        lambda one, by, _told: actions.step(one, "undo-begin", by=by),
        permission="keep_reservation",
        stages=(_IN_USE,),
    ),
    Offered(
        "report",
        _("Report the use"),
        _("The report of the use is stored."),
        lambda one, by, told: reporting.report_use(one, by=by, **told),
        asked.ReportForm,
        is_main=True,
        stages=(_DONE,),
    ),
    Offered(
        "change",
        _("Change what it is for"),
        _("What it is for is changed."),
        lambda one, by, told: actions.change(one, by=by, **told),
        asked.PurposeForm,
        stages=(_HELD, _PERMITTED),
    ),
    Offered(
        "instructor",
        _("Note that an instructor attends"),
        _("It is noted that an instructor attends."),
        lambda one, by, _told: actions.let_attend(one, by=by),
        permission="keep_reservation",
        stages=(_HELD, _APPLIED, _PERMITTED),
    ),
    Offered(
        "pull-back",
        _("Take the application back to change it"),
        _("The application is taken back. Change it, then apply again."),
        lambda one, by, _told: actions.step(one, "pull-back", by=by),
        permission="pull_back_reservation",
        stages=(_APPLIED,),
    ),
    Offered(
        "absent",
        _("The user did not come"),
        _("It is noted that the user did not come. The time is free again."),
        lambda one, by, _told: actions.step(one, "absent", by=by),
        permission="keep_reservation",
        stages=(_PERMITTED,),
    ),
    Offered(
        "came",
        _("The user did come"),
        _("It is noted that the user did come. It is permitted as before."),
        lambda one, by, _told: actions.step(one, "came", by=by),
        permission="keep_reservation",
        stages=(_ABSENT,),
    ),
    Offered(
        "revoke",
        _("Take the permission back"),
        _("The permission is taken back."),
        lambda one, by, told: actions.revoke(one, by=by, ground=Ground(told["ground"]), text=told["text"]),
        asked.GroundForm,
        permission="keep_reservation",
        stages=(_PERMITTED, _IN_USE),
    ),
    Offered(
        "cancel",
        pgettext_lazy("reservation", "Cancel"),
        _("The reservation is cancelled. The time is free again."),
        lambda one, by, told: actions.cancel(one, by=by, reason=told["reason"]),
        asked.ReasonForm,
        stages=(_HELD, _APPLIED, _PERMITTED),
    ),
)
_BY_VERB = {step.verb: step for step in STEPS}


def offered_to(account: Account, reservation: Reservation) -> Iterator[Offered]:
    """The steps that an account may take with a reservation as it is; those that time does not allow yet are not."""
    may = {
        permission: account.has_perm(f"hashiwatashi.{permission}", reservation)
        for permission in ("use_reservation", "pull_back_reservation", "keep_reservation")
    }
    for step in STEPS:
        if reservation.stage not in step.stages or not _is_time_for(step.verb, reservation):
            continue
        if step.permission == "agree_to_reservation" and step.permission not in may:
            may[step.permission] = account.has_perm("hashiwatashi.agree_to_reservation", reservation)
        if may[step.permission] and (step.verb != "instructor" or lack_of(reservation)):
            yield step


def _is_time_for(verb: str, reservation: Reservation) -> bool:
    """Whether the graph would let the step be taken at this moment."""
    found = (step for step in STAGES.steps if step.verb == verb and reservation.stage in step.sources)
    return not any(step.refusal(reservation) for step in found)


def step_called(verb: str) -> Offered:
    """The step of an address. Raises `NotFound`."""
    if verb not in _BY_VERB:
        raise NotFound(_("There is no such step."))
    return _BY_VERB[verb]


def form_of(step: Offered, reservation: Reservation, sent: Any = None) -> forms.Form | None:
    """The form of a step; None for one that asks nothing."""
    if step.form is None:
        return None
    form = step.form(sent, initial=_known(step, reservation))
    set_apart(form, step.verb)
    return form


def values_of(form: forms.Form) -> dict[str, Any]:
    """What the action takes of a valid form."""
    told = dict(form.cleaned_data)
    if isinstance(form, asked.ReportForm):
        for name in ("day", "start", "last_day", "end"):
            del told[name]
        told |= {"started": form.span.start, "ended": form.span.end}
    return told


def _known(step: Offered, reservation: Reservation) -> dict[str, Any]:
    """What the fields of a step's form hold at first."""
    if step.verb == "change":
        return {name: getattr(reservation, name) for name in asked.PurposeForm.base_fields}
    if step.verb != "report":
        return {}
    report = UseReport.objects.filter(reservation=reservation).first()
    times = (report.started, report.ended) if report else reporting.noted_times(reservation)
    day, start, last_day, end = parts(TimeSpan(*times))
    told = {name: getattr(report, name) for name in ("outcome", "trouble", "consumed", "remarks")} if report else {}
    return {"day": day, "start": start, "last_day": last_day, "end": end, **told}
