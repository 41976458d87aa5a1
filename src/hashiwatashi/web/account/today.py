"""What waits for somebody, what is theirs, and what has changed lately (マイページ)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import ngettext

from hashiwatashi.common.audit.events import events
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.consultations.enums import HandoffStage
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import DuplicateDecision
from hashiwatashi.joining.models import Application
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.rules import KEEPERS as RESERVATION_KEEPERS
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.regions.models import Measure
from hashiwatashi.reservations.approvers import may_decide_among
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.account.questions import decisions
from hashiwatashi.web.imports.duplicates import proposals_for
from hashiwatashi.web.rooms import Room, rooms
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.models import Work

_LATELY = timedelta(days=14)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to be done, and where."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How many records of one kind the account's organisations have, and where to register another."""

    room: Room
    number: int
    href: str
    add_href: str


@dataclass(frozen=True, slots=True)
class Recent:
    """One line of what was done to the organisations' records; ``href`` leads to the record."""

    at: datetime
    event: str | Promise
    title: str
    href: str


def waiting(account: Account, day: date) -> Iterator[Waiting]:
    """What somebody ought to look at, most pressing first; nothing that is not there."""
    own = account.current_organisation_ids
    if unread := Notice.objects.visible_to(account).unread().count():
        text = ngettext("%(count)d unread notice", "%(count)d unread notices", unread)
        yield Waiting(text % {"count": unread}, reverse("notice-list"))
    if applications := Application.objects.to_decide(account).count():
        text = ngettext("%(count)d person asks to be let in", "%(count)d people ask to be let in", applications)
        yield Waiting(text % {"count": applications}, reverse("application-list"))
    yield from (Waiting(text, href) for text, href in decisions(account))
    yield from _consultations(account, day)
    yield from _reservations(account)
    measures = Measure.objects.visible_to(account).filter(owner__in=own).overdue_on(day)
    if overdue := measures.count():
        text = ngettext("%(count)d policy measure is overdue", "%(count)d policy measures are overdue", overdue)
        own_name = next(iter(_each_once(account))).organisation.name if len(own) == 1 else ""
        bounds = urlencode({"overdue": "on", **({"text": own_name} if own_name else {})})
        yield Waiting(text % {"count": overdue}, f"{reverse('measure-list')}?{bounds}")
    may_decide = account.has_perm("hashiwatashi.import_files")
    if may_decide and (pairs := proposals_for(account).filter(decision=DuplicateDecision.OPEN).count()):
        text = ngettext("%(count)d pair looks alike", "%(count)d pairs look alike", pairs)
        yield Waiting(text % {"count": pairs}, reverse("duplicate-list"))
    in_use = Equipment.objects.visible_to(account).filter(owner__in=own).not_retired()
    if unconfirmed := in_use.unverified_on(day).count():
        text = ngettext(
            "%(count)d piece of equipment has not been confirmed for a year",
            "%(count)d pieces of equipment have not been confirmed for a year",
            unconfirmed,
        )
        desk = f"{reverse('desk-equipment')}?show=unconfirmed"
        may_confirm = account.has_perm("hashiwatashi.add_equipment")
        yield Waiting(text % {"count": unconfirmed}, desk if may_confirm else "#equipment")
    under_way = Work.objects.visible_to(account).filter(
        account=account, state__in=(WorkState.WAITING, WorkState.WORKING)
    )
    if number := under_way.count():
        text = ngettext("%(count)d job is running", "%(count)d jobs are running", number)
        yield Waiting(text % {"count": number}, reverse("work-list"))


def _consultations(account: Account, day: date) -> Iterator[Waiting]:
    """Questions that wait for an answer: mine, those that nobody has taken, and those that are offered to us."""
    handled = account.current_desk_ids
    if not handled:
        return
    seen = Consultation.objects.visible_to(account)
    of_us, address = seen.held_by(handled), reverse("consultation-list")
    held = of_us.waiting()
    if mine := held.filter(officer=account).count():
        late = held.filter(officer=account).overdue_on(day).count()
        text = ngettext("%(count)d question waits for your answer", "%(count)d questions wait for your answer", mine)
        overdue = ngettext(" (%(count)d overdue)", " (%(count)d overdue)", late) % {"count": late} if late else ""
        yield Waiting(text % {"count": mine} + overdue, f"{address}?view=mine")
    # Answered ones, too: somebody has to close them. The list that this leads to counts the same.
    if free := of_us.open().without_officer(day).count():
        text = ngettext(
            "nobody is in charge of %(count)d question", "nobody is in charge of %(count)d questions", free
        )
        yield Waiting(text % {"count": free}, f"{address}?view=free")
    if offered := seen.filter(handoffs__receiver__in=handled, handoffs__stage=HandoffStage.OFFERED).count():
        text = ngettext("%(count)d question is offered to you", "%(count)d questions are offered to you", offered)
        yield Waiting(text % {"count": offered}, f"{address}?view=offered")


def _reservations(account: Account) -> Iterator[Waiting]:
    """Applications that wait for a decision, and my own reservations that are not applied for yet."""
    kept = frozenset(m.organisation_id for m in account.current_memberships if m.role in RESERVATION_KEEPERS)
    seen, address = Reservation.objects.visible_to(account), reverse("reservation-list")
    if kept and (number := len(may_decide_among(account, seen.kept_by(kept)))):
        text = ngettext(
            "%(count)d application to use equipment waits for your decision",
            "%(count)d applications to use equipment wait for your decision",
            number,
        )
        yield Waiting(text % {"count": number}, f"{address}?view=decide")
    if number := seen.filter(user=account, stage=ReservationStage.HELD).count():
        text = ngettext(
            "%(count)d reservation of yours is provisional: apply for the permission",
            "%(count)d reservations of yours are provisional: apply for the permission",
            number,
        )
        yield Waiting(text % {"count": number}, f"{address}?view=mine")


def holdings(account: Account) -> list[Holding]:
    """What the account's organisations have, kind by kind, and what the account may register."""
    found = []
    for room in rooms().values():
        if room.of_organisation is None:
            continue
        numbers = [
            room.of_organisation(membership.organisation, account).count() for membership in _each_once(account)
        ]
        may_add = bool(room.add) and account.has_perm(f"hashiwatashi.{room.add}")
        if sum(numbers) or may_add:
            address = reverse(room.list_name)
            found.append(Holding(room, sum(numbers), address, reverse(room.add_name) if may_add else ""))
    return found


def recent(account: Account) -> list[Recent]:
    """What was done to the organisations' records in the last two weeks, newest first."""
    titles: dict[UUID, tuple[str, str]] = {}
    for room in rooms().values():
        if room.of_organisation is None:
            continue
        for membership in _each_once(account):
            records = room.of_organisation(membership.organisation, account)
            changed = records.filter(updated_at__gte=timezone.now() - _LATELY).order_by("-updated_at")[:_SHOWN]
            for record in changed:
                name = f"{room.kind.value}-detail"
                titles[record.uid] = (str(record), reverse(name, args=[record.uid]))
    lines = AuditEvent.objects.filter(subject_uid__in=titles, at__gte=timezone.now() - _LATELY).order_by("-pk")
    known = events()
    return [
        Recent(line.at, known[line.event].label, *titles[line.subject_uid])
        for line in lines[:_SHOWN]
        if line.event in known
    ]


def _each_once(account: Account) -> list[Membership]:
    """One membership for each organisation."""
    return list({membership.organisation_id: membership for membership in account.current_memberships}.values())
