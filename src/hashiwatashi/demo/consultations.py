"""Consultations of the demo world, at every stage, made by the real actions and then dated back (架空)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import Channel, EntryKind, FoundBy, Usefulness
from hashiwatashi.consultations.files import give_consent, read_file
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.marking import DEMO, mail
from hashiwatashi.duties.models import Field
from hashiwatashi.notices.actions import mark_read
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.models import Account

NUMBER = 120
_SEED = 20260401
_LABS = ("kt", "kt", "st", "kt")
_CHANNELS = (Channel.PHONE, Channel.COUNTER, Channel.VISIT, Channel.PHONE, Channel.MAIL)
#: How far the cases go, in turn; most are closed, as in a year's list.
_ENDS = ("closed", "closed", "judged", "answered", "closed", "taken", "handed", "judged", "received", "offered")


def make_consultations(bodies: Bodies, *, day: date) -> int:
    """Ask, take, answer, hand off and close; returns how many there are."""
    random = Random(_SEED)  # noqa: S311 the demo is the same every time
    rows = texts.table("consultations")
    fields = {field.code: field for field in Field.objects.all()}
    firms = [body for key, body in bodies.items() if key.startswith("f-")]
    staff = {lab: actions.staff_of(bodies[lab])[-1] for lab in set(_LABS)}
    prefectures, past = Prefecture.objects.in_bulk(), list[UUID]()
    for number in range(NUMBER):
        row, lab = rows[number % len(rows)], _LABS[number % len(_LABS)]
        firm = firms[number % len(firms)]
        case = actions.ask(
            by=DEMO,
            holder=bodies[lab],
            days=3,
            kind=row["kind"],
            channel=_CHANNELS[number % len(_CHANNELS)],
            topic=row["topic"],
            text=row["text"],
            field=fields.get(row["field"]),
            prefecture=firm.prefecture or prefectures["04"],
            municipality=firm.municipality,
            firm=firm,
        )
        end = _ENDS[number % len(_ENDS)]
        _go_on(case, end, row, staff, bodies["st" if lab != "st" else "kt"], random)
        if end not in {"received", "offered", "taken"}:
            _date_back(case, timezone.now() - timedelta(days=random.randint(8, 360)), random)
            past.append(case.uid)
    _open_file(bodies, day)
    for notice in Notice.objects.filter(about__in=past):
        mark_read(notice)
    return NUMBER


def _open_file(bodies: Bodies, day: date) -> None:
    """One firm lets a lab read its whole file, and a researcher there does."""
    owner = Account.objects.get(email=mail("firm"))
    firm = bodies["f-hamanasu"]
    give_consent(by=owner, firm=firm, institution=bodies["kt"], until=day + timedelta(days=365))
    read_file(firm, by=actions.staff_of(bodies["kt"])[-1])


def _go_on(case: Consultation, end: str, row: dict[str, Any], staff: Any, elsewhere: Any, random: Random) -> None:
    """Take one case as far as ``end``."""
    officer = next(one for one in staff.values() if case.holder_id in one.current_organisation_ids)
    if end == "received":
        return
    actions.take(case, by=officer)
    if end == "taken":
        return
    if end in {"offered", "handed"}:
        handoff = handing.offer(case, elsewhere, by=officer, reason="必要な装置がこちらにないため（架空）")
        handing.consent(handoff, by=DEMO)
        if end == "offered":
            return
        officer = next(one for one in staff.values() if elsewhere.pk in one.current_organisation_ids)
        handing.accept(handoff, by=officer)
        case.refresh_from_db()
    note = "以前にも似た相談があった。記録を見てから答える。（架空）"
    actions.write(case, by=officer, kind=EntryKind.NOTE, text=note, minutes=5)
    actions.answer(case, by=officer, text=row["answer"], minutes=random.choice((10, 15, 30, 45)))
    if end in {"closed", "judged", "handed"}:
        actions.close(case, by=officer, result=row["result"])
    if end == "judged":
        told = random.choice((Usefulness.YES, Usefulness.YES, Usefulness.PARTLY, Usefulness.NO))
        actions.judge(case, by=DEMO, usefulness=told, found_by=random.choice(list(FoundBy)))


def _date_back(case: Consultation, asked: datetime, random: Random) -> None:
    """Let it have begun on a day of the past year, and each thing have taken its time."""
    case.refresh_from_db()
    answered = asked + timedelta(hours=random.randint(3, 120))
    closed = answered + timedelta(days=random.randint(1, 20))
    moments: dict[str, Any] = {"asked_at": asked, "due_on": actions.due_day(asked, 3), "first_answered_at": answered}
    if case.closed_at:
        moments["closed_at"] = closed
    Consultation.objects.filter(pk=case.pk).update(**moments)
    Entry.objects.filter(consultation=case).update(at=F("at") - (case.asked_at - asked))
    Entry.objects.filter(consultation=case, kind=EntryKind.ANSWER).update(at=answered)
    periods = list(case.periods.order_by("since", "pk"))
    handed = asked + (answered - asked) / 2
    for place, period in enumerate(periods):
        is_last = place == len(periods) - 1
        period.since = asked if place == 0 else handed
        period.until = (closed if case.closed_at else None) if is_last else handed
        period.save(update_fields=["since", "until"])
