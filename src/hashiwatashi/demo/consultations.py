"""Consultations of the demo world, at every stage, made by the real actions at past moments (架空)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.calendar import after_working_days
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import Channel, ConsultationKind, EntryKind, FoundBy, Usefulness
from hashiwatashi.consultations.files import give_consent, read_file
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.promises import promise_of
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.clock import Story, play
from hashiwatashi.demo.dates import fiscal_year_start
from hashiwatashi.demo.marking import DEMO, mail
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Field
from hashiwatashi.duties.targets import set_target
from hashiwatashi.notices.actions import mark_read
from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with

NUMBER = 120
_SEED = 20260401
_LABS = ("kt", "kt", "st", "kt")
_CHANNELS = (Channel.PHONE, Channel.COUNTER, Channel.VISIT, Channel.PHONE, Channel.MAIL)
#: Those that are still under way began a few days ago.
_UNDER_WAY = frozenset({"taken", "received", "offered"})
#: Of those that are taken every so many are passed to a colleague.
_PASSED_EVERY = 40
#: How far the cases go, in turn; most are closed, as in a year's list.
_ENDS = ("closed", "closed", "judged", "answered", "closed", "taken", "handed", "judged", "received", "offered")


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who answers where, and by which chance."""

    bodies: Bodies
    staff: dict[int, Account]
    fields: dict[str, Field]
    random: Random


def make_consultations(bodies: Bodies, *, day: date) -> int:
    """Ask, take, answer, hand off and close; returns how many there are."""
    rows, now = texts.table("consultations"), timezone.now()
    _aim(bodies, day)
    firms = [body for key, body in bodies.items() if key.startswith("f-")]
    long_ago = timezone.localdate() - timedelta(days=360)
    # Whoever has come since had not answered then.
    staff = {bodies[lab].pk: accounts_with(STAFF, bodies[lab].pk, long_ago)[-1] for lab in sorted(set(_LABS))}
    fields = {field.code: field for field in Field.objects.all()}
    cast = _Cast(bodies, staff, fields, Random(_SEED))  # noqa: S311 the demo is the same every time
    past = list[UUID]()
    play(
        _story(cast, number, rows[number % len(rows)], firms[number % len(firms)], now, past)
        for number in range(NUMBER)
    )
    _open_file(bodies, day)
    for notice in Notice.objects.filter(about__in=past):
        mark_read(notice)
    return NUMBER


def _aim(bodies: Bodies, day: date) -> None:
    """Each lab's target days, as they have held since the fiscal year before."""
    since = fiscal_year_start(day, years_before=1)
    for lab, answer_days, close_days in (("kt", 3, 15), ("st", 5, 20)):
        told = {"function": Function.CONSULTATION, "answer_days": answer_days, "close_days": close_days}
        set_target(by=DEMO, owner=bodies[lab], since=since, **told)


def _open_file(bodies: Bodies, day: date) -> None:
    """One firm lets a lab read its whole file, and a researcher there does."""
    owner = Account.objects.get(email=mail("firm"))
    firm = bodies["f-hamanasu"]
    give_consent(by=owner, firm=firm, institution=bodies["kt"], until=day + timedelta(days=365))
    read_file(firm, by=actions.staff_of(bodies["kt"])[-1])


def _story(
    cast: _Cast, number: int, row: dict[str, Any], firm: Organisation, now: datetime, past: list[UUID]
) -> Story:
    """One case, as far as it goes: each part at its moment, in working hours."""
    end, lab, random = _ENDS[number % len(_ENDS)], _LABS[number % len(_LABS)], cast.random
    moment = _begin(end, now, random)
    yield moment
    case = _asked(cast, number, row, firm, cast.bodies[lab])
    if end not in _UNDER_WAY:
        past.append(case.uid)
    if end == "received":
        return
    officer = cast.staff[case.holder_id]
    yield (moment := _later(moment, random.choice((0, 0, 0, 1)), random, now))
    actions.take(case, by=officer)
    if end == "taken":
        if number % _PASSED_EVERY == _ENDS.index("taken"):
            yield _later(moment, 0, Random(number), now)  # noqa: S311 as above
            _pass_to_colleague(case, officer)
        return
    if end in {"offered", "handed"}:
        elsewhere = cast.bodies["st" if lab != "st" else "kt"]
        yield (moment := _later(moment, 0, random, now))
        handoff = handing.offer(case, elsewhere, by=officer, reason="必要な装置がこちらにないため（架空）")
        yield (moment := _later(moment, 0, random, now))
        handing.consent(handoff, by=DEMO)
        if end == "offered":
            return
        yield (moment := _later(moment, 1, random, now))
        officer = cast.staff[elsewhere.pk]
        handing.accept(handoff, by=officer)
        case.refresh_from_db()
    yield from _answered(case, end, row, officer, moment, now, random)


def _pass_to_colleague(case: Consultation, officer: Account) -> None:
    """Somebody else of the institution goes on with it."""
    others = [one for one in actions.staff_of(case.holder) if one != officer]
    if others:
        actions.assign(case, others[0], by=officer)


def _answered(
    case: Consultation,
    end: str,
    row: dict[str, Any],
    officer: Account,
    moment: datetime,
    now: datetime,
    random: Random,
) -> Story:
    """From the answer on: mostly within the days that are aimed at, now and then later."""
    yield (moment := _later(moment, 0, random, now))
    note = "以前にも似た相談があった。記録を見てから答える。（架空）"
    actions.write(case, by=officer, kind=EntryKind.NOTE, text=note, minutes=5)
    yield (moment := _later(moment, random.choice((0, 1, 1, 2, 2, 3, 6)), random, now))
    actions.answer(case, by=officer, text=row["answer"], minutes=random.choice((10, 15, 30, 45)))
    if end not in {"closed", "judged", "handed"}:
        return
    yield (moment := _later(moment, random.randint(1, 15), random, now))
    actions.close(case, by=officer, result=row["result"])
    if end == "judged":
        yield _later(moment, 1, random, now)
        told = random.choice((Usefulness.YES, Usefulness.YES, Usefulness.PARTLY, Usefulness.NO))
        actions.judge(case, by=DEMO, usefulness=told, found_by=random.choice(list(FoundBy)))


def _asked(cast: _Cast, number: int, row: dict[str, Any], firm: Organisation, holder: Organisation) -> Consultation:
    prefecture = firm.prefecture or Prefecture.objects.get(code="04")
    kind, now = ConsultationKind(row["kind"]), timezone.now()
    promise = promise_of(holder, kind, (prefecture, firm.municipality), row["field"], timezone.localdate())
    return actions.ask(
        by=DEMO,
        holder=holder,
        kind=kind,
        channel=_CHANNELS[number % len(_CHANNELS)],
        topic=row["topic"],
        text=row["text"],
        field=cast.fields.get(row["field"]),
        prefecture=prefecture,
        municipality=firm.municipality,
        firm=firm,
        **promise.values(now),
    )


def _begin(end: str, now: datetime, random: Random) -> datetime:
    """When it was asked: what is over long enough ago that all its parts are past."""
    if end in _UNDER_WAY:
        return now - timedelta(hours=random.randint(2, 50))
    ago = random.randint(12, 25) if end == "answered" else random.randint(50, 350)
    return _at_work(after_working_days(timezone.localdate(now) - timedelta(days=ago), 1), random)


def _later(moment: datetime, days: int, random: Random, now: datetime) -> datetime:
    """Some working days later, or within the hour; never after the moment at which the demo is made."""
    if days:
        return min(now, _at_work(after_working_days(timezone.localdate(moment), days), random))
    return min(now, moment + timedelta(minutes=random.randint(5, 40)))


def _at_work(day: date, random: Random) -> datetime:
    at = time(random.randint(9, 14), random.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, at))
