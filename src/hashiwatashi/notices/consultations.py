"""What people are told of consultations, and of the files, plans and stories that come of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hashiwatashi.notices.kind import NoticeKind, Text


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

# Told of each one until a hand-over came to tell of all by one notice: `CASES_PASSED`.
CONSULTATION_PASSED = _of_question(
    "consultation_passed",
    _("%(number)s: you are in charge of this question by a hand-over. The answer is due on %(day)s."),
    _("You are in charge of a question by a hand-over."),
    "day",
)

CONSULTATION_FREE = _of_question(
    "consultation_free",
    _("%(number)s: nobody is in charge any more, since whoever was has left. Take it, or assign it to somebody."),
    _("Nobody is in charge of a question any more."),
)

CASES_PASSED = NoticeKind(
    code="cases_passed",
    text=ngettext_lazy(
        "%(count)d open consultation of %(giver)s at %(organisation)s is in your charge by a hand-over.",
        "%(count)d open consultations of %(giver)s at %(organisation)s are in your charge by a hand-over.",
        "count",
    ),
    parameters=frozenset({"count", "giver", "organisation"}),
    leads_to="handover-detail",
    takes_uid=True,
    mail=ngettext_lazy(
        "You are in charge of %(count)d open consultation by a hand-over.",
        "You are in charge of %(count)d open consultations by a hand-over.",
        "count",
    ),
    mail_parameters=frozenset({"count"}),
)

CASES_FREE = NoticeKind(
    code="cases_free",
    text=ngettext_lazy(
        "Nobody is in charge of %(count)d open consultation at %(organisation)s, since whoever was has left.",
        "Nobody is in charge of %(count)d open consultations at %(organisation)s, since whoever was has left.",
        "count",
    ),
    parameters=frozenset({"count", "organisation"}),
    leads_to="consultation-list",
    query="view=free",
    mail=ngettext_lazy(
        "Nobody is in charge of %(count)d open consultation any more.",
        "Nobody is in charge of %(count)d open consultations any more.",
        "count",
    ),
    mail_parameters=frozenset({"count"}),
)

CONSULTATION_OFFICER = _of_question(
    "consultation_officer",
    _("%(number)s: somebody else at the institution is in charge of your question now. Its page names who."),
    _("Somebody else is in charge of your question now."),
)

CONSULTATION_SOUGHT = _of_question(
    "consultation_sought",
    _("%(number)s: whoever was in charge of your question has moved. The institution decides anew who is."),
    _("Who is in charge of your question is being decided anew."),
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
    _("%(number)s stays with you: the other institution did not take it on. Its page says why."),
    _("A hand-off was not accepted."),
)

CONSULTATION_DECLINED = _of_question(
    "consultation_declined",
    _("%(number)s stays with you: whoever asked does not agree to the hand-off."),
    _("Whoever asked does not agree to a hand-off."),
)

CONSULTATION_STAYS = _of_question(
    "consultation_stays",
    _("%(number)s: the other institution could not take your question on. It is answered where it was."),
    _("Your question was not taken on elsewhere. It is answered where it was."),
)

CONSULTATION_UNOFFERED = _of_question(
    "consultation_unoffered",
    _("%(number)s is not offered to you any more."),
    _("A question is not offered to you any more."),
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
    text=_("%(name)s has agreed to the joint-research plan."),
    parameters=frozenset({"name"}),
    leads_to="plan-detail",
    takes_uid=True,
    mail=_("The other side has agreed to a joint-research plan."),
)

PLAN_COMMENTED = NoticeKind(
    code="plan_commented",
    text=_("%(name)s has commented on the joint-research plan."),
    parameters=frozenset({"name"}),
    leads_to="plan-detail",
    takes_uid=True,
    mail=_("The other side has commented on a joint-research plan."),
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

STORY_WITHDRAWN = _of_story(
    "story_withdrawn",
    _("%(number)s: whoever asked has withdrawn the consent; the success story is shown no longer."),
    _("The consent to a success story has been withdrawn."),
)

STORY_PUBLISHED = _of_story(
    "story_published",
    _("%(number)s: the success story you agreed to is published. You can withdraw it at any time."),
    _("A success story you agreed to is published."),
)

ALL = (
    CONSULTATION_CAME,
    CONSULTATION_CONTINUED,
    CONSULTATION_ASSIGNED,
    CONSULTATION_PASSED,
    CONSULTATION_FREE,
    CASES_PASSED,
    CASES_FREE,
    CONSULTATION_OFFICER,
    CONSULTATION_SOUGHT,
    CONSULTATION_ANSWERED,
    CONSULTATION_CLOSED,
    CONSULTATION_CONSENT_ASKED,
    CONSULTATION_OFFERED,
    CONSULTATION_HANDED_OFF,
    CONSULTATION_RETURNED,
    CONSULTATION_DECLINED,
    CONSULTATION_STAYS,
    CONSULTATION_UNOFFERED,
    CONSULTATION_DUE,
    CONSULTATION_OVERDUE,
    FILE_OPENED,
    FILE_CLOSED,
    FILE_READ,
    PLAN_WRITTEN,
    PLAN_ANSWERED,
    PLAN_COMMENTED,
    STORY_ASKED,
    STORY_SETTLED,
    STORY_WITHDRAWN,
    STORY_PUBLISHED,
)
