"""Words for reading licences, courses and seats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from hashiwatashi.common.doors import NOBODY, PUBLIC, Door, owners
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.enums import SEATED, SeatStage
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.organisations.mergers import merged_into
from hashiwatashi.people.models import Account

if TYPE_CHECKING:
    from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence  # noqa: F401


def _holders(visitor: Visitor) -> Q:
    return Q(person=visitor) if visitor.is_authenticated else NOBODY


def _kept(visitor: Visitor) -> Q:
    """Those of the institutions whose licences the visitor keeps."""
    if not isinstance(visitor, Account):
        return NOBODY
    own = {one.organisation_id for one in visitor.current_memberships if one.role in KEEPERS}
    return Q(owner__in=own) if own else NOBODY


def _of_seen_instruments(visitor: Visitor) -> Q:
    """For a whole class, or for an instrument that the visitor may see."""
    seen = Equipment.objects.visible_to(visitor).values("pk")
    # Asked through the table between, so that a course stands in a list once.
    between = Equipment.courses.through.objects.filter(equipment__in=seen).values("course")
    return Q(equipment_class__isnull=False) | Q(pk__in=between)


def _of_own_courses(visitor: Visitor) -> Q:
    own = organisation_ids(visitor)
    return Q(course__owner__in=own) if own else NOBODY


class OperatorLicenceQuerySet(DoorQuerySet["OperatorLicence"]):
    # Who holds it, and those who keep the licences of the institution that gave it.
    DOOR = Door(_holders, lambda licence: ()) | Door(_kept, lambda licence: ())

    def valid_on(self, day: date) -> Self:
        """Those that entitle on a day: issued, not expired, neither suspended nor revoked by then."""
        return (
            self.filter(issued_on__lte=day, expires_on__gte=day)
            .filter(Q(suspended_on__isnull=True) | Q(suspended_on__gt=day))
            .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=day))
        )

    def for_instrument(self, equipment: Equipment) -> Self:
        """Those for an instrument or for the class of its institution's instruments to which it belongs.

        An instrument may have come to the institution by a merger: what was issued for that very one holds still.
        What was for a class of the other body's instruments says nothing of the institution's own.
        """
        its_own, came = Q(owner=equipment.owner_id), Q(owner__in=merged_into([equipment.owner_id]))
        covers = Q(equipment=equipment) & (its_own | came)
        if equipment.equipment_class_id is not None:
            covers |= Q(equipment_class=equipment.equipment_class_id) & its_own
        return self.filter(covers)

    def for_lists(self) -> Self:
        return self.select_related("owner", "person", "equipment", "equipment_class", "course")


class CourseQuerySet(DoorQuerySet["Course"]):
    # Announced to everybody; one for hidden instruments alone, to those who see them.
    DOOR = Door(_of_seen_instruments, lambda course: (PUBLIC,)) | owners()

    def coming(self, now: datetime) -> Self:
        return self.filter(cancelled_at__isnull=True, starts__gt=now)

    def open_on(self, now: datetime) -> Self:
        """Those that can still be applied for."""
        return self.coming(now).filter(apply_until__gte=timezone.localdate(now))

    def with_seats(self) -> Self:
        """With ``taken`` and ``waiting``: how many have a seat, and how many wait for one."""
        waits = Q(places__stage=SeatStage.WAITING, places__person__is_active=True)
        return self.annotate(
            taken=Count("places", filter=Q(places__stage__in=SEATED), distinct=True),
            waiting=Count("places", filter=waits, distinct=True),
        )

    def with_free_seats(self) -> Self:
        return self.with_seats().filter(taken__lt=F("seats"), waiting=0)

    def for_instruments(self, equipment: Collection[Equipment]) -> Self:
        """Those that are for some instruments, or for their classes at their institutions."""
        keys = [one.pk for one in equipment]
        covers = Q(instruments__in=keys)
        for owner, kind in {(one.owner_id, one.equipment_class_id) for one in equipment}:
            if kind is not None:
                covers |= Q(owner=owner, equipment_class=kind)
        return self.filter(covers).distinct()

    def showing(self, visitor: Visitor) -> Self:
        """With those of their instruments that a visitor may see, as ``shown``."""
        seen = Equipment.objects.visible_to(visitor)
        return self.prefetch_related(Prefetch("instruments", queryset=seen, to_attr="shown"))

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "equipment_class", "instructor").with_seats()


class CourseSeatQuerySet(DoorQuerySet["CourseSeat"]):
    DOOR = Door(_holders, lambda seat: ()) | Door(_of_own_courses, lambda seat: ())

    def taken(self) -> Self:
        return self.filter(stage__in=SEATED)

    def in_line(self) -> Self:
        """Those who wait, the first first; whose account is closed waits no longer."""
        return self.filter(stage=SeatStage.WAITING, person__is_active=True).order_by("asked_at", "pk")

    def standing(self) -> Self:
        return self.exclude(stage=SeatStage.WITHDRAWN)

    def for_lists(self) -> Self:
        return self.select_related("course__owner", "course__equipment_class", "person")
