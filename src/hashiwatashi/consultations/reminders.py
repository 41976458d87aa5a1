"""What time brings: who is in charge hears the day before an answer is due, and the superiors once it is overdue."""

from __future__ import annotations

from datetime import date

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.calendar import after_working_days
from hashiwatashi.consultations.actions import in_charge
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import CONSULTATION_DUE, CONSULTATION_OVERDUE
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with


def remind_of_answers(*, day: date, by: Actor) -> int:
    """Tell of answers that are due by the next working day and, with the administrators, of those that are overdue;
    each once. Returns how many notices were made."""
    told = 0
    soon = Consultation.objects.waiting().filter(due_on__gte=day, due_on__lte=after_working_days(day, 1))
    for consultation in soon.for_lists():
        told += _tell(consultation, CONSULTATION_DUE, in_charge(consultation), by)
    for consultation in Consultation.objects.overdue_on(day).for_lists():
        superiors = accounts_with((Role.ADMINISTRATOR,), consultation.holder_id, day)
        told += _tell(consultation, CONSULTATION_OVERDUE, [*in_charge(consultation), *superiors], by)
    return told


def _tell(consultation: Consultation, what: NoticeKind, people: list[Account], by: Actor) -> int:
    values = {"number": consultation.number, "day": consultation.due_on.isoformat()}
    once = f"{consultation.holder_id}:{consultation.due_on}"
    return tell(dict.fromkeys(people), what, by=by, about=consultation.uid, once=once, **values)
