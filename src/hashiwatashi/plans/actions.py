"""What can be done with a joint-research plan: begin, write the next version, agree, comment, end, resume."""

from __future__ import annotations

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.common.texts import clean
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import PLAN_ANSWERED, PLAN_COMMENTED, PLAN_WRITTEN
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with, roles_of
from hashiwatashi.plans.content import MOST_THEMES, Content, content_of
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.events import PlanEvent
from hashiwatashi.plans.models import Agreement, Edition, Plan, PlanComment, Theme
from hashiwatashi.plans.reading import linkable
from hashiwatashi.plans.stages import PLAN_STAGES

MOST_TEXT = 2000


def begin(*, by: Account, firm: Organisation, institution: Organisation, content: Content) -> Plan:
    """Propose a plan to a firm; its people are told.

    Raises `NotAllowed`, `InvalidInput`, `Conflict` where both have one. Audited as `PlanEvent.BEGUN`.
    """
    if not any(m.organisation_id == institution.pk and m.role in STAFF for m in by.current_memberships):
        raise NotAllowed(_("Only the people of the institution write the plan."))
    if firm.kind != OrganisationKind.FIRM or institution.kind == OrganisationKind.FIRM:
        raise NotAllowed(_("A plan is made by an institution with a firm."))
    plan = Plan(firm=firm, institution=institution)
    try:
        with transaction.atomic():
            if Plan.objects.filter(firm=firm, institution=institution).exists():
                raise Conflict(_("There is a plan already. Change that one."))
            actions.register(plan, by=by)
            _store(plan, content, by)
    except IntegrityError:  # a colleague began it at the same moment
        raise Conflict(_("There is a plan already. Change that one.")) from None
    return plan


def write(plan: Plan, *, by: Account, content: Content, version: int | None = None) -> None:
    """Store the next version; nobody has agreed to it yet, and the firm's people are told. The same again is none.

    Raises `InvalidInput`, `NotAllowed`, `EditConflict` for an outdated ``version``, `Conflict` for one that has
    ended. Audited as `PlanEvent.WRITTEN`.
    """
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan.pk)
        before = content_of(Edition.objects.get(plan=stored, number=stored.latest))
        # A link that this reader does not see stays.
        hidden = before.consultations - {one.pk for one in linkable(stored.firm, stored.institution)}
        content = Content(content.purpose, content.next_meeting, content.themes, content.consultations | hidden)
        if before == content and version in {None, stored.version}:
            return
        PLAN_STAGES.move(plan, "write", by=by, version=version)
        _store(plan, content, by, kept=hidden)


def agree(plan: Plan, *, by: Account, side: Organisation, number: int) -> None:
    """Agree for one side to the version ``number``; with the other side's agreement it is settled.

    Raises `NotAllowed` for a side that is not the account's, `Conflict` where there is a newer version meanwhile or
    the side has agreed. Audited as `PlanEvent.AGREED`, and `PlanEvent.SETTLED` with the second.
    """
    check_side(plan, by, side)
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan.pk)
        if stored.latest != number or stored.stage != PlanStage.PROPOSED:
            raise Conflict(_("The plan has changed meanwhile. Read the newest version, then agree."))
        edition = Edition.objects.get(plan=stored, number=number)
        if edition.agreements.filter(organisation=side).exists():
            raise Conflict(_("Your side has agreed to this version already."))
        Agreement.objects.create(edition=edition, organisation=side, by=by)
        trail.record(PlanEvent.AGREED, stored, by=by, data={"version": number, "side": str(side.uid)})
        if edition.agreements.count() == 2:
            PLAN_STAGES.move(plan, "settle", by=by)
        _tell_other(PLAN_ANSWERED, stored, side, by, f"agreed-{number}")


def comment(plan: Plan, *, by: Account, side: Organisation, text: str) -> PlanComment:
    """Say something about the newest version; the other side is told. Raises `NotAllowed`, `InvalidInput`.

    Audited as `PlanEvent.COMMENTED`, without the text.
    """
    check_side(plan, by, side)
    text = clean(text, multiline=True).strip()
    if not 0 < len(text) <= MOST_TEXT:
        raise InvalidInput.of("text", _("Between 1 and %(most)d characters.") % {"most": MOST_TEXT})
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan.pk)
        edition = Edition.objects.get(plan=stored, number=stored.latest)
        said = PlanComment.objects.create(edition=edition, organisation=side, by=by, text=text)
        trail.record(PlanEvent.COMMENTED, stored, by=by, data={"version": stored.latest, "side": str(side.uid)})
        _tell_other(PLAN_COMMENTED, stored, side, by, f"comment-{said.pk}")
    return said


def sides_of(plan: Plan, account: Account) -> list[Organisation]:
    """The sides for which an account speaks: its people of the firm, its staff of the institution."""
    staffed = {m.organisation_id for m in account.current_memberships if m.role in STAFF}
    firm = [plan.firm] if plan.firm_id in account.current_organisation_ids else []
    return firm + ([plan.institution] if plan.institution_id in staffed else [])


def check_side(plan: Plan, by: Account, side: Organisation) -> None:
    """Raises `NotAllowed` unless the account speaks for the side."""
    if side not in sides_of(plan, by):
        raise NotAllowed(_("You do not speak for this side of the plan."))


def _store(plan: Plan, content: Content, by: Account, kept: frozenset[int] = frozenset()) -> None:
    _check(plan, content, kept)
    edition = Edition.objects.create(
        plan=plan,
        number=plan.latest,
        purpose=clean(content.purpose, multiline=True).strip(),
        next_meeting=content.next_meeting,
        by=by,
    )
    for place, told in enumerate(content.themes):
        theme = Theme(edition=edition, place=place, **asdict(told))
        try:
            theme.full_clean(exclude=["edition"])
        except ValidationError as error:
            raise InvalidInput.of("themes", " ".join(error.messages)) from None
        theme.save()
    edition.consultations.set(content.consultations)
    _tell_firm(plan, by)


def _check(plan: Plan, content: Content, kept: frozenset[int]) -> None:
    if not 0 < len(content.purpose.strip()) <= MOST_TEXT:
        raise InvalidInput.of("purpose", _("Between 1 and %(most)d characters.") % {"most": MOST_TEXT})
    if len(content.themes) > MOST_THEMES:
        raise InvalidInput.of("themes", _("At most %(most)d themes.") % {"most": MOST_THEMES})
    if len({theme.title for theme in content.themes}) < len(content.themes):
        raise InvalidInput.of("themes", _("Two themes have the same name. Give each its own."))
    readable = {one.pk for one in linkable(plan.firm, plan.institution)} | kept
    if content.consultations - readable:
        raise InvalidInput.of("consultations", _("Link only consultations of the firm that you may read."))


def _tell_firm(plan: Plan, by: Account) -> None:
    people = accounts_with(roles_of(OrganisationKind.FIRM), plan.firm_id, timezone.localdate())
    others = [one for one in people if one != by]
    tell(others, PLAN_WRITTEN, by=by, about=plan.uid, once=str(plan.latest), name=plan.institution.name)


def _tell_other(what: NoticeKind, plan: Plan, side: Organisation, by: Account, once: str) -> None:
    is_firm = side.pk == plan.firm_id
    roles = roles_of(OrganisationKind.FIRM)
    people = staff_of(plan.institution) if is_firm else accounts_with(roles, plan.firm_id, timezone.localdate())
    tell([one for one in people if one != by], what, by=by, about=plan.uid, once=once, name=side.name)
