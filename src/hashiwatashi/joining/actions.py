"""What can be done with applications: make, confirm, refuse, withdraw, and what proves one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions, codes
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput, TooMany
from hashiwatashi.joining import mails
from hashiwatashi.joining.enums import ApplicationKind, ApplicationStage, Way
from hashiwatashi.joining.events import JoiningEvent
from hashiwatashi.joining.mail_domains import belongs, domains_of
from hashiwatashi.joining.members import let_in, who_let_in
from hashiwatashi.joining.models import (
    APPLICATION_DAYS,
    LETTER_DAYS,
    MAIL_CODE,
    MAILED_DAYS,
    MOST_MAILS,
    MOST_TRIES,
    Application,
)
from hashiwatashi.joining.stages import APPLICATION_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import (
    APPLICATION_CONFIRMED,
    APPLICATION_EXPIRED,
    APPLICATION_REFUSED,
    APPLICATION_WAITS,
)
from hashiwatashi.organisations.actions import register_organisation
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.people.roles import SUPERVISING, first_roles, roles_of


def ways_for(organisation: Organisation | None) -> tuple[Way, ...]:
    """How the first member of an organisation can be confirmed; None for one that is not in the register."""
    if organisation is None or organisation.kind != OrganisationKind.FIRM:
        return (Way.HAND,)
    ways = {Way.MAIL: bool(domains_of(organisation)), Way.LETTER: bool(organisation.address)}
    return tuple(way for way in (Way.MAIL, Way.LETTER, Way.KNOWN, Way.HAND) if ways.get(way, True))


def apply_as_first(*, by: Account, organisation: Organisation | None = None, way: Way, **fields: Any) -> Application:
    """Ask to be the first member of an organisation; of one that is not in the register by its written name.

    Raises `InvalidInput`, and `Conflict` where it has members already or somebody else asks at the same time. Those
    who may confirm it are told. Audited as `JoiningEvent.APPLIED`.
    """
    with transaction.atomic():
        organisation = _known(organisation, fields)
        _check_first(organisation, way, fields, by)
        kind = organisation.kind if organisation else OrganisationKind.FIRM
        application = Application(
            account=by,
            organisation=organisation,
            kind=ApplicationKind.FIRST,
            way=way,
            role=first_roles(kind)[0],
            **fields,
        )
        _store(application, by)
        if way == Way.MAIL:
            _send_code(application, by)
    return application


def apply_to_join(*, by: Account, organisation: Organisation, role: Role, **fields: Any) -> Application:
    """Ask the administrators of an organisation to be let in; they are told.

    Raises `InvalidInput` for a role it cannot give, `Conflict` where nobody could let anyone in or it was asked
    already. Audited as `JoiningEvent.APPLIED`.
    """
    _check_open(organisation)
    if role not in roles_of(organisation.kind):
        raise InvalidInput.of("role", _("This organisation cannot give this role."))
    with transaction.atomic():
        if not who_let_in(organisation, timezone.localdate()):
            raise Conflict(_("Nobody acts for this organisation yet: apply as its first member."))
        kind, way = ApplicationKind.JOIN, Way.HAND
        return _store(Application(account=by, organisation=organisation, kind=kind, way=way, role=role, **fields), by)


def confirm(application: Application, *, by: Actor, reason: str = "", role: Role | None = None) -> None:
    """Let the applicant in from today on; ``role`` in place of the one asked for, where given.

    Raises `Conflict` where it is settled already or the organisation got its first member meanwhile, `NotAllowed`.
    The applicant is told. Audited as `JoiningEvent.CONFIRMED`.
    """
    with transaction.atomic():
        organisation = _registered(application, by)
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        is_first = application.kind == ApplicationKind.FIRST
        if is_first and who_let_in(organisation, timezone.localdate()):
            raise Conflict(_("This organisation has got its first member meanwhile. Ask that person to let you in."))
        APPLICATION_STAGES.move(application, "confirm", by=by, reason=reason)
        account = Account.objects.get(pk=application.account_id)
        if not account.display_name:
            account.display_name = application.full_name
            account.save(update_fields=["display_name"])
        roles = first_roles(organisation.kind) if is_first else (role or Role(application.role),)
        for given in roles:
            let_in(account, organisation=organisation, role=given, since=timezone.localdate(), by=by)
        _tell_applicant(application, APPLICATION_CONFIRMED, by)


def refuse(application: Application, *, by: Account, answer: str) -> None:
    """Say no, and why; the applicant reads it. Raises `InvalidInput` without an answer, `Conflict`, `NotAllowed`.

    Audited as `JoiningEvent.REFUSED`.
    """
    if not answer.strip():
        raise InvalidInput.of("answer", _("Say why, and what the applicant can do instead."))
    with transaction.atomic():
        APPLICATION_STAGES.move(application, "refuse", by=by, reason=answer.strip()[:500])
        application.answer = answer.strip()[:1000]
        application.save(update_fields=["answer"])
        _tell_applicant(application, APPLICATION_REFUSED, by)


def withdraw(application: Application, *, by: Account) -> None:
    """Take back one's own application. Audited as `JoiningEvent.WITHDRAWN`."""
    APPLICATION_STAGES.move(application, "withdraw", by=by)


def send_code_again(application: Application, *, by: Account) -> None:
    """Send a new code to the address of an application by mail; the one before is of no use any more."""
    with transaction.atomic():
        _check_waits(application, Way.MAIL)
        _check_mails(application)
        _send_code(application, by)


def make_letter(application: Application, *, by: Account) -> str:
    """A new code for the letter to the registered address, which is printed and posted; the one before ends.

    Raises `Conflict` for an application that is settled or goes another way. Audited as `JoiningEvent.CODE_MADE`.
    """
    with transaction.atomic():
        _check_waits(application, Way.LETTER)
        code = codes.for_letter()
        _keep_code(application, code, timedelta(days=LETTER_DAYS), by)
    return code


def confirm_by_code(application: Application, code: str, *, by: Account) -> None:
    """Confirm one's own application by the code of the mail or the letter.

    Raises `InvalidInput` for a wrong or an old code, `Conflict` after too many wrong ones: a new one is needed then.
    A wrong one is audited as `JoiningEvent.WRONG_CODE`.
    """
    with transaction.atomic():
        stored = Application.objects.select_for_update().get(pk=application.pk)
        _check_waits(stored, Way.MAIL, Way.LETTER)
        if stored.tries >= MOST_TRIES:
            raise Conflict(_("Too many wrong codes. Ask for a new one."))
        is_right = codes.is_right(code, stored.code_digest)
        if not is_right:
            Application.objects.filter(pk=stored.pk).update(tries=F("tries") + 1)
            trail.record(JoiningEvent.WRONG_CODE, stored, by=by, data={"tries": stored.tries + 1})
    if not is_right:
        raise InvalidInput.of("code", _("This is not the code. Compare it letter by letter, or ask for a new one."))
    if stored.code_until is None or stored.code_until < timezone.now():
        raise InvalidInput.of("code", _("This code has expired. Ask for a new one."))
    confirm(application, by=SystemActor(f"code:{stored.way}:{by.uid}"))


def expire_applications(*, now: datetime) -> int:
    """End applications that nobody settled in time, and tell the applicants; returns how many."""
    by = SystemActor("joining")
    made_before, code_ended_before = now - timedelta(days=APPLICATION_DAYS), now - timedelta(days=MAILED_DAYS)
    old = Application.objects.open().left_alone(made_before=made_before, code_ended_before=code_ended_before)
    ended = 0
    for application in old.for_lists():
        with transaction.atomic():
            APPLICATION_STAGES.move(application, "expire", by=by)
            _tell_applicant(application, APPLICATION_EXPIRED, by)
        ended += 1
    return ended


def deciders(application: Application, day: date) -> list[Account]:
    """The accounts that may confirm or refuse an application on a day, without the applicant."""
    organisation = application.organisation
    if application.kind == ApplicationKind.JOIN and organisation is not None:
        return [one for one in who_let_in(organisation, day) if one.pk != application.account_id]
    active = Account.objects.filter(is_active=True).exclude(pk=application.account_id)
    chosen = active.filter(is_superuser=True)
    if organisation is not None and organisation.supervisor_id:
        supervising = Membership.objects.filter(organisation=organisation.supervisor_id, role__in=SUPERVISING)
        above = supervising.in_force_on(day)
        chosen |= active.filter(pk__in=above.values("account"))
    prefecture = organisation.prefecture_id if organisation else application.written_prefecture_id
    if application.way == Way.KNOWN and prefecture:
        near = Membership.objects.in_force_on(day).filter(role=Role.COORDINATOR, organisation__prefecture=prefecture)
        chosen |= active.filter(pk__in=near.values("account"))
    return list(chosen.distinct().order_by("pk"))


def _known(organisation: Organisation | None, fields: dict[str, Any]) -> Organisation | None:
    """The organisation, from the register where the number that was written is in it."""
    number = fields.get("written_number", "")
    if organisation is None and number:
        organisation = Organisation.objects.filter(corporate_number=number).first()
    if organisation is not None:
        for name in [name for name in fields if name.startswith("written_")]:
            del fields[name]
        return Organisation.objects.select_for_update().get(pk=organisation.pk)
    return None


def _check_first(organisation: Organisation | None, way: Way, fields: dict[str, Any], by: Account) -> None:
    if organisation is None:
        if not str(fields.get("written_name", "")).strip():
            raise InvalidInput.of("written_name", _("Write the name of the organisation."))
        if not fields.get("written_prefecture"):
            raise InvalidInput.of("written_prefecture", _("Choose the prefecture."))
    else:
        _check_open(organisation)
        if who_let_in(organisation, timezone.localdate()):
            raise Conflict(_("Somebody acts for this organisation already: ask to be let in."))
    if way not in ways_for(organisation):
        raise InvalidInput.of("way", _("This organisation cannot be confirmed in this way. Choose another."))
    mail = str(fields.get("mail", ""))
    if way == Way.MAIL and organisation is not None and not belongs(mail, organisation):
        told = _("This address does not lie where the organisation's website or desk is. Choose another way.")
        raise InvalidInput.of("mail", told)


def _check_open(organisation: Organisation) -> None:
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Conflict(_("This organisation has been closed or merged. Apply to its successor."))


def _store(application: Application, by: Account) -> Application:
    try:
        with transaction.atomic():
            actions.register(application, by=by)
    except IntegrityError as error:
        raise _taken() from error
    except InvalidInput as error:
        # The database's own rule, told by the check of the form: a field is wrong, or somebody was faster.
        if "__all__" in error.data.get("fields", {}):  # type: ignore[operator]
            raise _taken() from error
        raise
    values = {"name": application.full_name, "organisation": application.organisation_name}
    people = deciders(application, timezone.localdate())
    tell(people, APPLICATION_WAITS, by=by, about=application.uid, **values)
    return application


def _taken() -> Conflict:
    return Conflict(
        _(
            "An application to this organisation is waiting already. Wait until it is settled, or ask whoever runs "
            "this site."
        )
    )


def _registered(application: Application, by: Actor) -> Organisation:
    """The organisation of an application; one that was only written down is registered now."""
    if application.organisation is not None:
        return application.organisation
    application.organisation = register_organisation(
        by=by,
        kind=OrganisationKind.FIRM,
        name=application.written_name,
        corporate_number=application.written_number or None,
        prefecture=application.written_prefecture,
        address=application.written_address,
    )
    application.save(update_fields=["organisation"])
    return application.organisation


def _check_waits(application: Application, *ways: Way) -> None:
    if application.stage != ApplicationStage.OPEN:
        raise Conflict(_("This application is settled already."))
    if application.way not in ways:
        raise Conflict(_("This application is confirmed in another way."))


def _send_code(application: Application, by: Account) -> None:
    code = codes.for_link()
    _keep_code(application, code, MAIL_CODE, by)
    mails.send_application_code(application, code)


def _check_mails(application: Application) -> None:
    """No more mails a day to one address than somebody needs who has lost one."""
    since = timezone.now() - timedelta(days=1)
    made = AuditEvent.objects.filter(event=JoiningEvent.CODE_MADE, subject_uid=application.uid, at__gt=since)
    if made.count() >= MOST_MAILS:
        raise TooMany(_("Five mails were sent to this address today. Look for them, or try again tomorrow."))


def _keep_code(application: Application, code: str, holds: timedelta, by: Account) -> None:
    application.code_digest, application.tries = codes.digest(code), 0
    application.code_until = timezone.now() + holds
    application.save(update_fields=["code_digest", "code_until", "tries"])
    trail.record(JoiningEvent.CODE_MADE, application, by=by, data={"way": application.way})


def _tell_applicant(application: Application, what: Any, by: Actor) -> None:
    account = Account.objects.get(pk=application.account_id)
    tell([account], what, by=by, about=application.uid, organisation=application.organisation_name)
