"""Everything that people are told of: for each kind its line on the page, its line in a mail, and where it leads.

A mail leaves the site, is passed on and lies on other people's machines. So its line is a text of its own and is
given only the parameters that its kind declares for mails: neither a title nor a name can slip into it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hashiwatashi.notices import reservations
from hashiwatashi.notices.kind import NoticeKind, Text, UnknownNotice

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


def _of_question(code: str, text: Text, mail: Text, *more: str) -> NoticeKind:
    """A kind about a consultation: its line names the number, and ``more``; it leads to the consultation."""
    parameters = frozenset({"number", *more})
    return NoticeKind(code, text, "consultation-detail", parameters, takes_uid=True, mail=mail)


def _of_story(code: str, text: Text, mail: Text) -> NoticeKind:
    """A kind about a success story: its line names the number of the consultation; it leads to the story."""
    return NoticeKind(code, text, "story-detail", frozenset({"number"}), takes_uid=True, mail=mail)


CONSULTATION_CAME = _of_question(
    "consultation_came",
    _("%(number)s: a new question has come in."),
    _("A new question has come in."),
)

CONSULTATION_CONTINUED = _of_question(
    "consultation_continued",
    _("%(number)s: whoever asked has written again."),
    _("Somebody has written again about a question."),
)

CONSULTATION_ASSIGNED = _of_question(
    "consultation_assigned",
    _("%(number)s: you are in charge of this question."),
    _("You are in charge of a question."),
)

CONSULTATION_ANSWERED = _of_question(
    "consultation_answered",
    _("%(number)s: your question has been answered."),
    _("Your question has been answered."),
)

CONSULTATION_CLOSED = _of_question(
    "consultation_closed",
    _("%(number)s is closed. Say by one click whether it helped."),
    _("A question of yours is closed: did it help?"),
)

CONSULTATION_CONSENT_ASKED = _of_question(
    "consultation_consent_asked",
    _("%(number)s: may we pass your question on to another institution?"),
    _("May a question of yours be passed on?"),
)

CONSULTATION_OFFERED = _of_question(
    "consultation_offered",
    _("%(number)s: another institution asks you to take over a question."),
    _("You are asked to take over a question."),
)

CONSULTATION_HANDED_OFF = _of_question(
    "consultation_handed_off",
    _("%(number)s has been taken over by another institution."),
    _("A question has been taken over."),
)

CONSULTATION_RETURNED = _of_question(
    "consultation_returned",
    _("%(number)s stays with you: the hand-off was not accepted or not agreed to."),
    _("A hand-off was not accepted."),
)

CONSULTATION_DUE = _of_question(
    "consultation_due",
    _("%(number)s: the answer is due on %(day)s."),
    _("The answer to a question is due soon."),
    "day",
)

CONSULTATION_OVERDUE = _of_question(
    "consultation_overdue",
    _("%(number)s: the answer was due on %(day)s."),
    _("The answer to a question is overdue."),
    "day",
)

FILE_OPENED = NoticeKind(
    code="file_opened",
    text=_("%(name)s lets your institution read all of its consultations."),
    parameters=frozenset({"name"}),
    leads_to="consultation-firm",
    takes_uid=True,
    mail=_("A firm lets your institution read its consultations."),
)

FILE_CLOSED = NoticeKind(
    code="file_closed",
    text=_("%(name)s lets your institution read its consultations no longer."),
    parameters=frozenset({"name"}),
    leads_to="consultation-firm",
    takes_uid=True,
    mail=_("A firm lets your institution read its consultations no longer."),
)

FILE_READ = NoticeKind(
    code="file_read",
    text=_("%(name)s has read your firm's consultations for the first time."),
    parameters=frozenset({"name"}),
    leads_to="consultation-consents",
    mail=_("An institution has read your firm's consultations."),
)

PLAN_WRITTEN = NoticeKind(
    code="plan_written",
    text=_("%(name)s has written a version of your joint-research plan. Read it and agree."),
    parameters=frozenset({"name"}),
    leads_to="plan-detail",
    takes_uid=True,
    mail=_("A joint-research plan with your firm has a new version."),
)

PLAN_ANSWERED = NoticeKind(
    code="plan_answered",
    text=_("%(name)s has agreed to or commented on the joint-research plan."),
    parameters=frozenset({"name"}),
    leads_to="plan-detail",
    takes_uid=True,
    mail=_("The other side has answered to a joint-research plan."),
)

STORY_ASKED = _of_story(
    "story_asked",
    _("%(number)s: may we tell others what helped, without your name? Read the text."),
    _("May we tell others, without your name, what helped?"),
)

STORY_SETTLED = _of_story(
    "story_settled",
    _("%(number)s: whoever asked has decided on the success story."),
    _("Whoever asked has decided on a success story."),
)

STORY_PUBLISHED = _of_story(
    "story_published",
    _("%(number)s: the success story you agreed to is published. You can withdraw it at any time."),
    _("A success story you agreed to is published."),
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
        CONSULTATION_CAME,
        CONSULTATION_CONTINUED,
        CONSULTATION_ASSIGNED,
        CONSULTATION_ANSWERED,
        CONSULTATION_CLOSED,
        CONSULTATION_CONSENT_ASKED,
        CONSULTATION_OFFERED,
        CONSULTATION_HANDED_OFF,
        CONSULTATION_RETURNED,
        CONSULTATION_DUE,
        CONSULTATION_OVERDUE,
        FILE_OPENED,
        FILE_CLOSED,
        FILE_READ,
        *reservations.ALL,
        PLAN_WRITTEN,
        PLAN_ANSWERED,
        STORY_ASKED,
        STORY_SETTLED,
        STORY_PUBLISHED,
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
