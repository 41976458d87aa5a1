"""What becomes of long work: prepare it, carry it out, cancel it, forget it.

None of this is audited for itself: what work does to records is, by the actions that it calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, DomainError, NotAllowed
from hashiwatashi.people.models import Account
from hashiwatashi.work import folders, pulse
from hashiwatashi.work.enums import MOVES, WorkState
from hashiwatashi.work.errors import WorkCancelled
from hashiwatashi.work.models import Work
from hashiwatashi.work.registry import Result, kind_named

KEPT = timedelta(days=30)


def prepare(*, kind: str, by: Account, title: str, parameters: Mapping[str, Any]) -> Work:
    """A piece of work with a folder of its own that waits for `tasks.begin`; work older than a month goes.

    Raises `NotFound` for an unknown kind, `NotAllowed` where the account may not have such work done.
    """
    _check_allowed(kind, by)
    forget_old()
    language = get_language() or settings.LANGUAGE_CODE
    work = Work.objects.create(
        kind=kind, account=by, title=title[:300], parameters=dict(parameters), language=language
    )
    folders.make(work.uid)
    return work


def wait(work: Work) -> None:
    """Let it wait for a worker, for the first time or once more. Raises `Conflict` while somebody works on it."""
    if pulse.progress_of(work).is_busy and work.state != WorkState.WAITING:
        raise Conflict(_("This is being worked on already."))
    pulse.fall_silent(work)
    fresh = {"done": 0, "total": 0, "message": "", "report": {}, "result": "", "cancel_requested": False}
    _move(work, WorkState.WAITING, started_at=None, finished_at=None, parameters=work.parameters, **fresh)


def carry_out(work: Work) -> None:
    """Do what waits. What the request or the account does not allow becomes the work's message.

    Nothing happens where it waits no more: somebody else took it, or it was cancelled. Faults of ours are kept as a
    failure and raised.
    """
    try:
        now = timezone.now()
        _move(work, WorkState.WORKING, started_at=now, heard_at=now)
    except Conflict:
        return
    folders.make(work.uid)
    beat = pulse.Pulse(work)
    with override(work.language):
        try:
            with beat.beating():
                result = _done(work, beat)
        except WorkCancelled as error:
            _end(work, WorkState.CANCELLED, beat, message=str(error), cancel_requested=True)
        except DomainError as error:
            _end(work, WorkState.FAILED, beat, message=str(error), report=error.data.get("report", {}))
        except BaseException:
            # The fault is ours and goes on to the log; the work must not wait for whoever fell over it.
            _end(work, WorkState.FAILED, beat, message=_("Something went wrong here. Nothing was stored."))
            raise
        else:
            _end(work, WorkState.DONE, beat, report=result.report, result=result.file)


def cancel(work: Work, *, by: Account) -> None:
    """Stop it: at once while nobody works on it, else at the next report of progress, with nothing stored.

    Raises `NotAllowed` for an account that may not see it, `Conflict` for work that has ended.
    """
    _check_own(work, by)
    if work.has_ended:
        raise Conflict(_("This work has ended already."))
    if work.state == WorkState.WORKING and pulse.progress_of(work).is_busy:
        pulse.ask_to_stop(work)
        return
    pulse.fall_silent(work)
    message = _("Cancelled. Nothing was stored.")
    _move(work, WorkState.CANCELLED, message=message, cancel_requested=True, finished_at=timezone.now())


def forget(work: Work, *, by: Account) -> None:
    """Remove it with its files. Raises `NotAllowed` as `cancel` does, `Conflict` while somebody works on it."""
    _check_own(work, by)
    if work.state == WorkState.WORKING and pulse.progress_of(work).is_busy:
        raise Conflict(_("This is being worked on already."))
    _remove(work)


def forget_old() -> None:
    """Remove what nobody touched for a month."""
    for work in Work.objects.untouched_since(timezone.now() - KEPT):
        if not (work.state == WorkState.WORKING and pulse.progress_of(work).is_busy):
            _remove(work)


def _done(work: Work, beat: pulse.Pulse) -> Result:
    _check_allowed(work.kind, work.account)
    return kind_named(work.kind).do(work, beat)


def _check_allowed(kind: str, account: Account) -> None:
    permission = kind_named(kind).may
    if permission and not account.has_perm(f"hashiwatashi.{permission}"):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))


def _check_own(work: Work, account: Account) -> None:
    if not Work.objects.visible_to(account).filter(pk=work.pk).exists():
        raise NotAllowed(_("This work belongs to somebody else."))


def _end(work: Work, state: WorkState, beat: pulse.Pulse, **values: Any) -> None:
    now = timezone.now()
    _move(work, state, done=beat.done, total=beat.total, finished_at=now, heard_at=now, **values)
    pulse.fall_silent(work)


def _move(work: Work, state: WorkState, **values: Any) -> None:
    """The one door between states. Raises `Conflict` where somebody else moved it since it was read."""
    if state not in MOVES[WorkState(work.state)]:
        raise Conflict(_("This work has gone on meanwhile. Look at it again."))
    changes = {**values, "state": state, "updated_at": timezone.now()}
    stored = Work.objects.filter(pk=work.pk, version=work.version)
    if not stored.update(**changes, version=F("version") + 1):
        raise Conflict(_("This work has gone on meanwhile. Look at it again."))
    for name, value in {**changes, "version": work.version + 1}.items():
        setattr(work, name, value)


def _remove(work: Work) -> None:
    Work.objects.filter(pk=work.pk).delete()
    folders.remove(work.uid)
