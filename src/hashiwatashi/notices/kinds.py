"""Everything that people are told of: for each kind its line on the page, its line in a mail, and where it leads.

A mail leaves the site, is passed on and lies on other people's machines. So its line is a text of its own and is
given only the parameters that its kind declares for mails: neither a title nor a name can slip into it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hashiwatashi.notices import consultations, licences, reservations
from hashiwatashi.notices.kind import NoticeKind, UnknownNotice

EQUIPMENT_UNCONFIRMED = NoticeKind(
    code="equipment_unconfirmed",
    text=ngettext_lazy(
        "%(count)d piece of equipment of %(organisation)s has not been confirmed for a year.",
        "%(count)d pieces of equipment of %(organisation)s have not been confirmed for a year.",
        "count",
    ),
    parameters=frozenset({"count", "organisation"}),
    leads_to="desk-equipment",
    mail=ngettext_lazy(
        "%(count)d piece of your equipment has not been confirmed for a year.",
        "%(count)d pieces of your equipment have not been confirmed for a year.",
        "count",
    ),
    mail_parameters=frozenset({"count"}),
)

WORK_DONE = NoticeKind(
    code="work_done",
    text=_("“%(title)s” is done."),
    parameters=frozenset({"title"}),
    leads_to="work-detail",
    takes_uid=True,
    mail=_("Work that you started, an import perhaps, is done."),
)

WORK_FAILED = NoticeKind(
    code="work_failed",
    text=_("“%(title)s” failed. See why, and try again."),
    parameters=frozenset({"title"}),
    leads_to="work-detail",
    takes_uid=True,
    mail=_("Work that you started, an import perhaps, failed."),
)

NEED_OPENED = NoticeKind(
    code="need_opened",
    text=_("%(operator)s, who runs this site, opened a need of your organisation. Reason: %(reason)s"),
    parameters=frozenset({"operator", "reason"}),
    leads_to="need-detail",
    takes_uid=True,
)

SEARCH_NEWS = NoticeKind(
    code="search_news",
    text=ngettext_lazy(
        "%(count)d new answer to your saved search “%(name)s”.",
        "%(count)d new answers to your saved search “%(name)s”.",
        "count",
    ),
    parameters=frozenset({"count", "name"}),
    leads_to="saved-search-run",
    takes_uid=True,
    mail=ngettext_lazy(
        "%(count)d new answer to a search that you saved.",
        "%(count)d new answers to a search that you saved.",
        "count",
    ),
    mail_parameters=frozenset({"count"}),
)

_WHERE = frozenset({"organisation"})
_WHO_AND_WHERE = frozenset({"name", "organisation"})

APPLICATION_WAITS = NoticeKind(
    code="application_waits",
    text=_("%(name)s asks to act for %(organisation)s. You may confirm or refuse it."),
    parameters=_WHO_AND_WHERE,
    leads_to="application-detail",
    takes_uid=True,
    mail=_("Somebody asks to act for an organisation; you may confirm or refuse it."),
)

APPLICATION_CONFIRMED = NoticeKind(
    code="application_confirmed",
    text=_("You may now act for %(organisation)s."),
    parameters=_WHERE,
    leads_to="application-detail",
    takes_uid=True,
    mail=_("You may now act for the organisation to which you applied."),
)

APPLICATION_REFUSED = NoticeKind(
    code="application_refused",
    text=_("Your application to %(organisation)s was refused. See why."),
    parameters=_WHERE,
    leads_to="application-detail",
    takes_uid=True,
    mail=_("Your application to an organisation was refused. See why."),
)

APPLICATION_EXPIRED = NoticeKind(
    code="application_expired",
    text=_("Your application to %(organisation)s has expired. You can apply again."),
    parameters=_WHERE,
    leads_to="application-detail",
    takes_uid=True,
    mail=_("Your application to an organisation has expired. You can apply again."),
)

ROLE_STARTED = NoticeKind(
    code="role_started",
    text=_("You were given a role at %(organisation)s."),
    parameters=_WHERE,
    leads_to="account-home",
    mail=_("You were given a role at an organisation."),
)

ROLE_CHANGED = NoticeKind(
    code="role_changed",
    text=_("Your role at %(organisation)s was changed."),
    parameters=_WHERE,
    leads_to="account-home",
    mail=_("Your role at an organisation was changed."),
)

ROLE_ENDED = NoticeKind(
    code="role_ended",
    text=_("The end of your role at %(organisation)s was set."),
    parameters=_WHERE,
    leads_to="account-home",
    mail=_("The end of your role at an organisation was set."),
)

MEMBERS_CHANGED = NoticeKind(
    code="members_changed",
    text=_("The roles of %(name)s at %(organisation)s were changed."),
    parameters=_WHO_AND_WHERE,
    leads_to="member-list",
    takes_uid=True,
    mail=_("Roles at your organisation were changed."),
)

HANDED_OVER = NoticeKind(
    code="handed_over",
    text=_("What %(giver)s looks after at %(organisation)s passes to %(receiver)s."),
    parameters=frozenset({"giver", "receiver", "organisation"}),
    leads_to="handover-detail",
    takes_uid=True,
    mail=_("Records of your organisation pass from one person to another."),
)

HANDOVER_UNDONE = NoticeKind(
    code="handover_undone",
    text=_("A hand-over at %(organisation)s was undone."),
    parameters=_WHERE,
    leads_to="handover-detail",
    takes_uid=True,
    mail=_("A hand-over at your organisation was undone."),
)

DUTIES_OVERLAP = NoticeKind(
    code="duties_overlap",
    text=_("%(organisation)s has declared that it answers for the same as you. Agree who does."),
    parameters=frozenset({"organisation"}),
    leads_to="duty-detail",
    takes_uid=True,
    mail=_("Another organisation has declared that it answers for the same as yours."),
)

SEED_UNMOVED = NoticeKind(
    code="seed_unmoved",
    text=_("“%(title)s” has not moved for half a year. Write down its readiness, next milestone or obstacle."),
    parameters=frozenset({"title"}),
    leads_to="seed-detail",
    takes_uid=True,
    mail=_("A seed of your organisation has not moved for half a year."),
)

FIRM_CLASS_CHANGED = NoticeKind(
    code="firm_class_changed",
    text=_("The class of %(organisation)s has changed. See it with its reasons."),
    parameters=frozenset({"organisation"}),
    leads_to="firm-assessment",
    takes_uid=True,
    mail=_("The class of your firm has changed."),
)

HOLDER_NAMED = NoticeKind(
    code="holder_named",
    text=_("%(organisation)s has written down that your organisation holds shares of it."),
    parameters=frozenset({"organisation"}),
    leads_to="organisation-detail",
    takes_uid=True,
    mail=_("A firm has written down that your organisation holds shares of it."),
)

KINDS = {
    kind.code: kind
    for kind in (
        EQUIPMENT_UNCONFIRMED,
        WORK_DONE,
        WORK_FAILED,
        NEED_OPENED,
        SEARCH_NEWS,
        APPLICATION_WAITS,
        APPLICATION_CONFIRMED,
        APPLICATION_REFUSED,
        APPLICATION_EXPIRED,
        ROLE_STARTED,
        ROLE_CHANGED,
        ROLE_ENDED,
        MEMBERS_CHANGED,
        DUTIES_OVERLAP,
        SEED_UNMOVED,
        HANDED_OVER,
        HANDOVER_UNDONE,
        FIRM_CLASS_CHANGED,
        HOLDER_NAMED,
        *consultations.ALL,
        *reservations.ALL,
        *licences.ALL,
    )
}


def kind_of(code: str) -> NoticeKind:
    """The kind of a stored code. Raises `UnknownNotice`."""
    try:
        return KINDS[code]
    except KeyError:
        raise UnknownNotice(_("A notice of an unknown kind is stored (%(code)s).") % {"code": code}) from None


def mailed_codes() -> list[str]:
    """The codes of the kinds that a digest tells."""
    return [code for code, kind in KINDS.items() if kind.mail]
