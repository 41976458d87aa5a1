"""What each side reads of a joint-research plan (R-38).

The firm reads all of it. The institution reads the firm's comments and the linked consultations of others only while
the firm's consent to read its file is in force; without, what it wrote itself and what it holds or held. It is asked
of the database with each reading, so that a withdrawal acts at once (INV-17).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.consultations.consents import FileConsent
from hashiwatashi.consultations.files import log_reading
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.querysets import ConsultationQuerySet, FileConsentQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.plans.content import THEME_FIELDS, Content, content_of, label_of
from hashiwatashi.plans.models import Agreement, Edition, Plan, PlanComment, Theme

#: So many versions are told on the page, the newest first.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Revision:
    """One version in the history: who wrote it when, and what changed by it, line by line."""

    edition: Edition
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """All that one reader may read of a plan. ``is_whole`` says whether that is everything."""

    plan: Plan
    edition: Edition
    consultations: list[Consultation]
    comments: list[PlanComment]
    agreements: list[Agreement]
    revisions: list[Revision]
    is_whole: bool
    consent: FileConsent | None


def linkable(firm: Organisation, institution: Organisation) -> ConsultationQuerySet:
    """The consultations of a firm that an institution may read now: its own, and with consent all."""
    own = frozenset({institution.pk})
    asked = Consultation.objects.filter(firm=firm)
    found = asked.ever_held_by(own) | asked.disclosed_to(own, timezone.localdate())
    return found.order_by("-asked_at", "-pk")


def has_consent(plan: Plan) -> bool:
    """Whether the firm lets the institution read its file now."""
    return _consents(plan).exists()


def _consents(plan: Plan) -> FileConsentQuerySet:
    return FileConsent.objects.in_force_on(timezone.localdate()).filter(firm=plan.firm, institution=plan.institution)


def read_plan(plan: Plan, *, by: Account) -> PlanSheet:
    """The plan as an account may read it now; what the institution reads by consent is logged for the firm."""
    is_firms = plan.firm_id in by.current_organisation_ids
    with transaction.atomic():
        found = None if is_firms else _consents(plan).for_lists().first()
        sheet = _sheet(plan, is_whole=is_firms or found is not None, consent=found)
        if found is not None:
            held = frozenset(
                Consultation.objects.filter(pk__in=[one.pk for one in sheet.consultations])
                .ever_held_by(frozenset({plan.institution_id}))
                .values_list("pk", flat=True)
            )
            log_reading(found, [one for one in sheet.consultations if one.pk not in held], by)
    return sheet


def _sheet(plan: Plan, *, is_whole: bool, consent: FileConsent | None) -> PlanSheet:
    linked = Consultation.objects.filter(firm=plan.firm).for_lists().order_by("-asked_at", "-pk")
    if not is_whole:
        linked = linked.ever_held_by(frozenset({plan.institution_id}))
    editions = list(
        plan.editions.select_related("by").prefetch_related("themes", Prefetch("consultations", linked))[
            : MOST_TOLD + 1
        ]
    )
    newest = editions[0]
    return PlanSheet(
        plan=plan,
        edition=newest,
        consultations=list(newest.consultations.all()),
        comments=list(_own(plan, PlanComment.objects.filter(edition__plan=plan), is_whole=is_whole)),
        agreements=list(_own(plan, Agreement.objects.filter(edition=newest), is_whole=is_whole)),
        revisions=list(_revisions(editions)),
        is_whole=is_whole,
        consent=consent,
    )


def _own(plan: Plan, rows: QuerySet, *, is_whole: bool) -> QuerySet:  # type: ignore[type-arg]
    """What both sides have said or, without consent, what the institution has."""
    rows = rows if is_whole else rows.filter(organisation=plan.institution)
    return rows.select_related("by", "organisation", "edition")


def _revisions(editions: list[Edition]) -> Iterator[Revision]:
    for place, edition in enumerate(editions[:MOST_TOLD]):
        if place + 1 < len(editions):
            changes = tuple(changed(content_of(editions[place + 1]), content_of(edition)))
        else:
            changes = (_("First version"),)
        yield Revision(edition, changes)


def changed(before: Content, after: Content) -> Iterator[str]:
    """What differs between two versions, a line for each: of a theme by its title."""
    for name in ("purpose", "next_meeting"):
        if getattr(before, name) != getattr(after, name):
            yield _("%(what)s changed") % {"what": label_of(Edition, name)}
    if before.consultations != after.consultations:
        yield _("%(what)s changed") % {"what": label_of(Edition, "consultations")}
    old, new = ({theme.title: theme for theme in one.themes} for one in (before, after))
    yield from (_("Theme added: %(title)s") % {"title": title} for title in new if title not in old)
    yield from (_("Theme taken out: %(title)s") % {"title": title} for title in old if title not in new)
    for title in (title for title in new if title in old and new[title] != old[title]):
        names = [name for name in THEME_FIELDS if getattr(new[title], name) != getattr(old[title], name)]
        told = _(", ").join(label_of(Theme, name) for name in names)
        yield _("%(title)s: %(what)s changed") % {"title": title, "what": told}
    if list(old) != list(new) and set(old) == set(new):
        yield _("Order of the themes changed")
