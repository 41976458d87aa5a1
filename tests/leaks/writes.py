"""Every address that changes something: what is sent there, and who may."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.leaks.joining import CODE
from tests.leaks.planted import VISITORS, World
from tests.leaks.reserving import DAY

from hashiwatashi.bags.models import Bag, BagItem
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.consultations.consents import FileConsent
from hashiwatashi.consultations.files import give_consent
from hashiwatashi.consultations.links import token_of
from hashiwatashi.duties.models import Duty
from hashiwatashi.equipment.actions import change_equipment, confirm_many
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.firms.models import FirmAssessment, FirmProfile, Officer, ShareHolding
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.joining.models import Application, Invitation, MembershipChange
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.models import Need
from hashiwatashi.notices.models import Notice, NoticePreference
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert, Membership
from hashiwatashi.regions.models import Measure
from hashiwatashi.reservations.feeds import open_feed
from hashiwatashi.reservations.models import CalendarFeed, Closure, Reservation, Waiting
from hashiwatashi.reservations.units import change_unit
from hashiwatashi.searches.models import SavedSearch
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import token_of as story_token
from hashiwatashi.technology.actions import change_seed
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.notices.signing import stop_token
from hashiwatashi.work import folders
from hashiwatashi.work.models import Work
from hashiwatashi.writing.models import QuestionDraft, ReadyText

_RECORDS = (Equipment, Seed, Expert, Need, Measure, Organisation)
_STORED = (
    *_RECORDS,
    ImportRun,
    DuplicateProposal,
    AuditEvent,
    Notice,
    NoticePreference,
    Work,
    Bag,
    BagItem,
    SavedSearch,
    Application,
    Invitation,
    Membership,
    MembershipChange,
    Holding,
    Handover,
    Duty,
    FirmProfile,
    ShareHolding,
    Officer,
    FirmAssessment,
    FileConsent,
    QuestionDraft,
    ReadyText,
    Reservation,
    CalendarFeed,
    Waiting,
    Story,
    Unit,
    UseRules,
    SpecialDay,
    Closure,
    Course,
    CourseSeat,
    OperatorLicence,
)
EVERYBODY = frozenset(VISITORS)
SIGNED_IN = EVERYBODY - {"outsider"}
EDITOR = frozenset({"editor"})
# Whoever runs the installation may import for everybody.
IMPORTERS = frozenset({"editor", "operator"})


@dataclass(frozen=True)
class Post:
    """One address that takes POST. ``changes`` is what it does to the database for those who ``may``.

    ``answers`` is what they get and ``status`` what others get where it is not 403; who is not signed in is asked to.
    What starts work of its own or removes files is tried elsewhere (``is_tried`` False). ``from_elsewhere`` says
    that a form of another site is taken too.
    """

    address: Callable[[World], str]
    data: Callable[[World], dict[str, Any]]
    may: frozenset[str] = EDITOR
    takes_get: bool = False
    answers: int = 302
    changes: bool = True
    is_tried: bool = True
    from_elsewhere: bool = False
    status: dict[str, int] = field(default_factory=dict)

    def refusal(self, visitor: str) -> int:
        """What ``visitor`` gets, who may not. For the former member there is no such record either."""
        if visitor == "former" and visitor not in self.status and 404 in self.status.values():
            return 404
        return self.status.get(visitor, 302 if visitor == "outsider" else 403)


def on(address: str, kind: str, state: str = "public") -> Callable[[World], str]:
    return lambda world: address.format(world.one(kind, state).record.uid)


def nothing(world: World) -> dict[str, Any]:
    return {}


def _new(world: World, **fields: Any) -> dict[str, Any]:
    return {"owner": str(world.lab.uid), "disclosure": "public", **fields}


def _instrument(world: World) -> dict[str, Any]:
    return {"name": "別の名前", "status": "running", "external_use": "open", "disclosure": "public", "version": 1}


def _seed(world: World) -> dict[str, Any]:
    return {"title": "別の題", "summary": "別の文", "disclosure": "public", "version": 1}


def _need(world: World) -> dict[str, Any]:
    return {"title": "別の題", "text": "別の文", "level": 2, "disclosure": "public", "version": 1}


def _duty(world: World) -> dict[str, Any]:
    told = {"responsible": "別の窓口", "phone": "000-0000-0002", "target_days": 5, "version": 1}
    return {"function": "testing", "prefectures": ["04"], "since": "2026-04-01", **told}


def _question(world: World) -> dict[str, Any]:
    return {"kind": "technical", "topic": "さび", "place": "宮城県", "contact_mail": "new@example.jp"}


def _opened_feed(world: World) -> str:
    for name in SIGNED_IN:
        open_feed(account=world.accounts[name])
    return "/reservations/calendar/close/"


def _wish(world: World) -> dict[str, Any]:
    told = {"purpose": "試験", "people": 1, "organisation": "-", "key": str(uuid4())}
    return {"day": str(DAY), "start": "16:00", "end": "17:00", **told}


def _target_sent() -> dict[str, Any]:
    return {"function": "ip", "answer_days": 4, "since": "2026-04-01"}


def _plan(end: str) -> Callable[[World], str]:
    return lambda world: f"/plans/{world.consulting.plan.uid}/{end}"


def _plan_sent() -> dict[str, Any]:
    return {"purpose": "別の目的", "themes-TOTAL_FORMS": "0", "themes-INITIAL_FORMS": "0"}


def _other_firm() -> Any:
    return OrganisationFactory(kind="firm")


def _link(verb: str = "") -> Callable[[World], str]:
    return lambda world: f"/consultations/link/{token_of(world.consulting.asked)}/{verb}"


def _story_link(verb: str = "") -> Callable[[World], str]:
    return lambda world: f"/stories/link/{story_token(world.consulting.unsaid)}/{verb}"


def _story(world: World) -> dict[str, Any]:
    return {"title": "さびが止まった", "trouble": "さびた", "done": "調べた", "helped": "めっきした"}


def _consent(world: World) -> dict[str, Any]:
    last_day = timezone.localdate() + datetime.timedelta(days=9)
    return {"owner": str(world.firm.uid), "institution": str(world.consulting.elsewhere.uid), "last_day": last_day}


def _withdrawal(world: World) -> str:
    """The address that ends a consent which is given now."""
    until = timezone.localdate() + datetime.timedelta(days=9)
    told = {"by": world.accounts["editor"], "firm": world.firm, "institution": world.consulting.elsewhere}
    return f"/consultations/consents/{give_consent(**told, until=until).uid}/withdraw/"


def _field(world: World) -> dict[str, Any]:
    return {"kind": "technical", "name": "別の分野", "since": "2026-04-01", "version": 1}


def _expert(world: World) -> dict[str, Any]:
    person = {"name": "別の名前"}
    return {"kind": "coordinator", "headline": "別の文", "since": "2026-04-01", "disclosure": "public", **person} | {
        "version": 1
    }


def _measure(world: World) -> dict[str, Any]:
    return {"title": "別の題", "text": "別の文", "fiscal_year": 2027, "disclosure": "public", "version": 1}


def _take_back(room: str, kind: str, state: str, change: Callable[..., Any], **values: str) -> Callable[[World], str]:
    """The address that takes a change back which is made now."""

    def address(world: World) -> str:
        record = world.one(kind, state).record
        change(record, by=world.accounts["editor"], **values)
        line = AuditEvent.objects.order_by("pk").last()
        return f"/{room}/{record.uid}/take-back/{line.pk}/"

    return address


def _chosen(world: World) -> dict[str, Any]:
    return {"chosen": [str(planted.record.uid) for planted in world.of("equipment")]}


def _undo(world: World) -> str:
    day, editor = datetime.date(2026, 1, 1), world.accounts["editor"]
    batch = confirm_many(Equipment.objects.filter(owner=world.lab), by=editor, day=day)
    return f"/desk/equipment/undo/{batch.uid}/"


def _job(step: str) -> Callable[[World], str]:
    return lambda world: f"/imports/{world.job.uid}/{step}/"


def _work(step: str) -> Callable[[World], str]:
    return lambda world: f"/work/{world.work.uid}/{step}/"


def _bag(step: str) -> Callable[[World], str]:
    return lambda world: f"/bag/{world.bag.uid}/{step}/"


def _search(step: str) -> Callable[[World], str]:
    return lambda world: f"/searches/{world.search.uid}/{step}/"


def _in_own_bag(verb: str, **fields: str) -> Post:
    """Everybody has a bag, in the session or in the table; what becomes of it is tried in tests/web/bag."""

    def item(world: World) -> dict[str, Any]:
        return {"kind": "equipment", "record": str(world.one("equipment", "public").record.uid), **fields}

    return Post(lambda world: f"/bag/{verb}/", item, EVERYBODY, is_tried=False)


# Others do not learn that there is such a job.
_NO_SUCH_JOB = {"stranger": 404, "former": 403}
_NO_SUCH_NOTICE = {"stranger": 404, "colleague": 404, "operator": 404}
_NO_SUCH_WORK = {"stranger": 404, "colleague": 404}
_NOT_THEIRS = {"stranger": 404, "colleague": 404, "operator": 404}
STRANGER, OPERATOR = frozenset({"stranger"}), frozenset({"operator"})
_NOT_MINE = {"colleague": 404, "editor": 404, "operator": 404}
_NOT_SEEN = {"colleague": 404, "editor": 404}


def _code(world: World) -> dict[str, Any]:
    return {"code": "ABCD-EFGH-JKMN"}


def _claim(page: str) -> Callable[[World], str]:
    return lambda world: f"/join/applications/{world.joining.claim.uid}/{page}/"


def _members(page: str) -> Callable[[World], str]:
    return lambda world: f"/join/members/{world.lab.uid}/{page}/"


def _member(page: str) -> Callable[[World], str]:
    return lambda world: f"/join/members/{world.lab.uid}/{world.joining.member.pk}/{page}/"


def _invited(world: World) -> dict[str, Any]:
    return {"email": "another@example.jp", "role": "clerk", "since": "2031-01-01"}


def _of_firm(page: str) -> Callable[[World], str]:
    return lambda world: f"/class/{world.firm.uid}/{page}/"


_LINE = {"told_class": "sme", "since": "2026-05-01"}
POSTS = {
    "bag-add": _in_own_bag("add"),
    "bag-remove": _in_own_bag("remove"),
    "bag-move": _in_own_bag("move", way="up"),
    "bag-note": _in_own_bag("note", note="別の文"),
    "bag-clear": _in_own_bag("clear"),
    "bag-undo": _in_own_bag("undo"),
    "bag-start": Post(lambda world: "/bag/new/", lambda world: {"title": "別の題"}, SIGNED_IN, takes_get=True),
    "bag-edit": Post(_bag("edit"), lambda world: {"title": "別の題"}, takes_get=True, status=_NOT_THEIRS),
    "bag-use": Post(_bag("use"), nothing, changes=False, status=_NOT_THEIRS),
    "bag-share": Post(_bag("share"), nothing, status=_NOT_THEIRS),
    "bag-unshare": Post(_bag("unshare"), nothing, status=_NOT_THEIRS),
    "bag-delete": Post(_bag("delete"), nothing, status=_NOT_THEIRS),
    "saved-search-save": Post(lambda world: "/searches/save/", lambda world: {"query": "q=異物"}, SIGNED_IN),
    "saved-search-rename": Post(_search("rename"), lambda world: {"name": "別の題"}, status=_NOT_THEIRS),
    "saved-search-watch": Post(_search("watch"), nothing, status=_NOT_THEIRS),
    "saved-search-delete": Post(_search("delete"), nothing, status=_NOT_THEIRS),
    "home-prefecture": Post(
        lambda world: "/home-prefecture/", lambda world: {"prefecture": "04"}, EVERYBODY, changes=False
    ),
    "reckoning": Post(lambda world: "/reckoning/", lambda world: {"reckoning": "era"}, EVERYBODY, changes=False),
    "set_language": Post(
        lambda world: "/language/", lambda world: {"language": "en"}, EVERYBODY, changes=False, takes_get=True
    ),
    "equipment-add": Post(
        lambda world: "/equipment/new/",
        lambda world: {**_new(world), **_instrument(world)},
        takes_get=True,
        # The stranger registers for organisations of its own, and has no such owner to choose.
        status={"stranger": 400},
    ),
    "equipment-edit": Post(on("/equipment/{}/edit/", "equipment"), _instrument, takes_get=True),
    "equipment-confirm": Post(on("/equipment/{}/confirm/", "equipment"), nothing),
    "equipment-take-back": Post(
        _take_back("equipment", "equipment", "public", change_equipment, name="別の名前"), nothing
    ),
    # The stranger changes equipment of its own organisation, which ticks none of these.
    "desk-confirm": Post(lambda world: "/desk/equipment/confirm/", _chosen, status={"stranger": 302}),
    "desk-change": Post(
        lambda world: "/desk/equipment/change/",
        lambda world: {
            "chosen": [f"{planted.record.uid}:1" for planted in world.of("equipment")],
            "external_use": "closed",
            "step": "store",
        },
        status={"stranger": 302},
    ),
    "desk-undo": Post(_undo, nothing, status=_NO_SUCH_JOB),
    # What is sent, and what becomes of it, is tried in tests/web/test_photos.py.
    "equipment-photos": Post(
        on("/equipment/{}/photos/", "equipment"), nothing, takes_get=True, answers=200, changes=False
    ),
    "equipment-photo-earlier": Post(
        on(f"/equipment/{{}}/photos/{uuid4()}/earlier/", "equipment"), nothing, answers=404, changes=False
    ),
    "equipment-photo-remove": Post(
        on(f"/equipment/{{}}/photos/{uuid4()}/remove/", "equipment"), nothing, answers=404, changes=False
    ),
    "seed-add": Post(
        lambda world: "/seeds/new/",
        lambda world: {**_new(world), **_seed(world)},
        takes_get=True,
        status={"stranger": 400},
    ),
    "seed-take-back": Post(_take_back("seeds", "seed", "public", change_seed, title="別の題"), nothing),
    "seed-edit": Post(on("/seeds/{}/edit/", "seed"), _seed, takes_get=True),
    "measure-add": Post(
        lambda world: "/measures/new/",
        lambda world: {**_new(world), **_measure(world)},
        takes_get=True,
        status={"stranger": 400},
    ),
    "measure-edit": Post(on("/measures/{}/edit/", "measure"), _measure, takes_get=True),
    "measure-step": Post(on("/measures/{}/step/begin/", "measure"), nothing),
    "need-add": Post(
        lambda world: "/needs/new/",
        lambda world: {**_new(world), **_need(world), "register": "1"},
        takes_get=True,
        status={"stranger": 400},
    ),
    "need-edit": Post(on("/needs/{}/edit/", "need", "named"), _need, takes_get=True),
    "need-take-back": Post(_take_back("needs", "need", "named", change_need, sector="別の業種"), nothing),
    "need-open": Post(
        on("/needs/{}/open/", "need", "title"),
        lambda world: {"reason": "架空の理由で確かめるため"},
        frozenset({"operator"}),
        takes_get=True,
        answers=200,
    ),
    "need-step": Post(on("/needs/{}/step/withdraw/", "need", "named"), nothing),
    # Everybody has a notice of their own; here it is the editor's that is aimed at.
    "notice-read": Post(lambda world: f"/notices/{world.notice.uid}/read/", nothing, status=_NO_SUCH_NOTICE),
    "notice-read-all": Post(lambda world: "/notices/read/", nothing, SIGNED_IN),
    "notice-mails": Post(
        lambda world: "/notices/mails/", lambda world: {"digest": "none", "language": "en"}, SIGNED_IN, takes_get=True
    ),
    "notice-stop": Post(
        lambda world: f"/notices/mails/stop/{stop_token(world.accounts['editor'])}/",
        nothing,
        EVERYBODY,
        takes_get=True,
        answers=200,
        from_elsewhere=True,
    ),
    # Reading files and storing what they hold is tried in tests/web/imports.
    "import-start": Post(
        lambda world: "/imports/",
        lambda world: {"table": "x"},
        IMPORTERS | {"stranger"},
        takes_get=True,
        answers=400,
        changes=False,
    ),
    "import-run": Post(_job("run"), nothing, IMPORTERS, is_tried=False, status=_NO_SUCH_JOB),
    "import-sheet": Post(_job("sheet"), nothing, IMPORTERS, answers=409, changes=False, status=_NO_SUCH_JOB),
    "import-discard": Post(_job("discard"), nothing, IMPORTERS, is_tried=False, status=_NO_SUCH_JOB),
    "holder-name": Post(
        lambda world: f"/charge/{world.lab.uid}/name/",
        lambda world: {
            **_chosen(world),
            "kind": "equipment",
            "account": world.accounts["editor"].pk,
            "on": "2031-01-01",
        },
        EDITOR | OPERATOR,
    ),
    # A member hands over her own; here it is another's that is sent.
    "handover-prepare": Post(
        lambda world: f"/charge/{world.lab.uid}/hand-over/",
        lambda world: {
            "giver": world.joining.member.account.pk,
            "receiver": world.accounts["editor"].pk,
            "on": "2031-01-01",
            "confirm": "1",
        },
        takes_get=True,
        status={"colleague": 400},
    ),
    "handover-undo": Post(
        lambda world: f"/charge/hand-overs/{world.joining.handover.uid}/undo/",
        nothing,
        status={"stranger": 404, "operator": 404, "colleague": 302},
    ),
    "firm-class": Post(
        lambda world: "/class/",
        lambda world: {"group": "retail", "capital": 1000},
        EVERYBODY,
        takes_get=True,
        answers=200,
        changes=False,
    ),
    "firm-figures": Post(
        _of_firm("figures"), lambda world: {"group": "retail", "since": "2026-05-01"}, takes_get=True
    ),
    "firm-holding-add": Post(
        _of_firm("shareholders/new"),
        lambda world: {"holder_name": "別の株主", "share": "1/3", **_LINE},
        takes_get=True,
    ),
    "firm-holding-edit": Post(
        lambda world: f"/class/{world.firm.uid}/shareholders/{world.joining.holding.uid}/",
        lambda world: {"holder_name": "別の株主", "share": "1/3", "version": 1, **_LINE},
        takes_get=True,
    ),
    "firm-officer-add": Post(
        _of_firm("officers/new"),
        lambda world: {"name": "架空 花子", "serves_name": "別の会社", **_LINE},
        takes_get=True,
    ),
    "firm-officer-edit": Post(
        lambda world: f"/class/{world.firm.uid}/officers/{world.firm.firm_officers.get().uid}/",
        lambda world: {"name": "架空 花子", "serves_name": "別の会社", "version": 1, **_LINE},
        takes_get=True,
    ),
    "firm-entry-step": Post(
        lambda world: f"/class/{world.firm.uid}/shareholders/{world.joining.holding.uid}/withdraw/", nothing
    ),
    "duty-add": Post(
        lambda world: "/who/declarations/new/",
        lambda world: {"owner": str(world.lab.uid), **_duty(world)},
        takes_get=True,
        status={"stranger": 400},
    ),
    "duty-edit": Post(
        lambda world: f"/who/declarations/{world.joining.draft.uid}/edit/",
        _duty,
        takes_get=True,
        status={"stranger": 404, "operator": 404},
    ),
    "consultation-new": Post(
        lambda world: "/consultations/new/",
        lambda world: {**_question(world), "holder": str(world.lab.uid)},
        EVERYBODY,
        takes_get=True,
    ),
    "consultation-suggestions": Post(
        lambda world: "/consultations/suggestions/", _question, EVERYBODY, answers=200, changes=False
    ),
    "consultation-draft-delete": Post(
        lambda world: f"/consultations/drafts/{world.consulting.draft.uid}/delete/",
        nothing,
        status=dict.fromkeys(("stranger", "former", "colleague", "operator"), 404),
    ),
    "consultation-note": Post(
        lambda world: "/consultations/note/",
        lambda world: {**_question(world), "owner": str(world.lab.uid), "channel": "phone", "minutes": 5},
        takes_get=True,
        status={"stranger": 400},
    ),
    "consultation-text-add": Post(
        lambda world: "/consultations/texts/new/",
        lambda world: {"owner": str(world.lab.uid), "name": "別の文", "text": "別の文"},
        takes_get=True,
        status={"stranger": 400},
    ),
    "consultation-text-edit": Post(
        lambda world: f"/consultations/texts/{world.consulting.ready.uid}/",
        lambda world: {"name": "別の文", "text": "別の文", "version": 1},
        takes_get=True,
        status={"stranger": 404, "operator": 404},
    ),
    "consultation-text-archive": Post(
        lambda world: f"/consultations/texts/{world.consulting.ready.uid}/archive/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    "consultation-step": Post(
        lambda world: f"/consultations/{world.consulting.asked.uid}/step/take/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    "consultation-hand-off": Post(
        lambda world: f"/consultations/{world.consulting.asked.uid}/hand-off/",
        lambda world: {"receiver": str(world.consulting.elsewhere.uid), "reason": "装置がない"},
        takes_get=True,
        status={"stranger": 404, "operator": 404},
    ),
    "reservation-new": Post(
        lambda world: f"/reservations/units/{world.reserving.unit.uid}/new/?for=me",
        _wish,
        SIGNED_IN,
        takes_get=True,
    ),
    "reservation-move": Post(
        lambda world: f"/reservations/{world.reserving.held.uid}/time/",
        lambda world: {"day": str(DAY), "start": "16:00", "end": "17:00"},
        takes_get=True,
        status={"stranger": 404, "operator": 404},
    ),
    "reservation-waiting-withdraw": Post(
        lambda world: f"/reservations/waiting/{world.reserving.waits.uid}/withdraw/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    "reservation-feed-open": Post(lambda world: "/reservations/calendar/open/", nothing, SIGNED_IN),
    "reservation-feed-close": Post(_opened_feed, nothing, SIGNED_IN),
    "reservation-step": Post(
        lambda world: f"/reservations/{world.reserving.held.uid}/step/cancel/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    "story-add": Post(
        lambda world: f"/stories/new/{world.one('past', 'closed').record.uid}/",
        _story,
        takes_get=True,
        status={"stranger": 404, "operator": 404},
    ),
    "story-edit": Post(
        lambda world: f"/stories/{world.consulting.begun.uid}/edit/",
        lambda world: {**_story(world), "version": 1},
        takes_get=True,
        status={"stranger": 404, "operator": 404, "colleague": 404},
    ),
    "story-step": Post(
        lambda world: f"/stories/{world.consulting.unsaid.uid}/step/revise/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    # Whoever acts for the firm agrees or not, a planner, too.
    "story-decide": Post(
        lambda world: f"/stories/{world.consulting.unsaid.uid}/decide/decline/",
        lambda world: {"answer": "いやです"},
        frozenset({"colleague", "editor"}),
        status={"stranger": 404, "operator": 404},
    ),
    "story-link": Post(_story_link(), nothing, EVERYBODY, takes_get=True, answers=200, changes=False),
    "story-link-step": Post(_story_link("decline/"), lambda world: {"answer": "いやです"}, EVERYBODY),
    "consultation-consents": Post(lambda world: "/consultations/consents/", _consent, takes_get=True),
    # Whoever acts for the firm may end it, a planner, too.
    "consultation-consent-withdraw": Post(
        _withdrawal, nothing, frozenset({"colleague", "editor"}), status={"stranger": 404, "operator": 404}
    ),
    "target-add": Post(
        lambda world: "/who/targets/new/",
        lambda world: {"owner": str(world.lab.uid), **_target_sent(), "function": "life"},
        takes_get=True,
        status={"stranger": 400},
    ),
    "target-edit": Post(
        lambda world: f"/who/targets/{world.consulting.target.uid}/edit/",
        lambda world: {**_target_sent(), "version": 1},
        takes_get=True,
    ),
    "plan-add": Post(
        lambda world: f"/plans/firms/{_other_firm().uid}/new/",
        lambda world: {**_plan_sent(), "owner": str(world.lab.uid)},
        takes_get=True,
        status={"stranger": 400},
    ),
    "plan-edit": Post(
        _plan("edit/"), lambda world: _plan_sent(), takes_get=True, status={"stranger": 404, "operator": 404}
    ),
    # They act for the firm, too: a planner of it may agree and comment, not write.
    "plan-agree": Post(
        _plan("agree/"),
        lambda world: {"number": "1"},
        frozenset({"colleague", "editor"}),
        status={"stranger": 404, "operator": 404},
    ),
    "plan-comment": Post(
        _plan("comment/"),
        lambda world: {"text": "よろしく"},
        frozenset({"colleague", "editor"}),
        status={"stranger": 404, "operator": 404},
    ),
    "plan-step": Post(_plan("step/end/"), nothing, status={"stranger": 404, "operator": 404}),
    # Whoever has the link asked, or was given it by who did.
    "consultation-link": Post(_link(), nothing, EVERYBODY, takes_get=True, answers=200, changes=False),
    "consultation-link-step": Post(_link("add/"), lambda world: {"text": "もう一つ"}, EVERYBODY),
    "duty-publish": Post(lambda world: "/who/declarations/publish/", nothing, status={"stranger": 302}),
    "field-add": Post(
        lambda world: "/who/fields/new/",
        lambda world: {"owner": str(world.lab.uid), **_field(world), "code": "zq-2"},
        takes_get=True,
        status={"stranger": 400},
    ),
    "field-edit": Post(
        lambda world: f"/who/fields/{world.joining.field.uid}/edit/",
        _field,
        takes_get=True,
    ),
    "duty-step": Post(
        lambda world: f"/who/declarations/{world.joining.draft.uid}/step/publish/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
    "expert-add": Post(
        lambda world: "/experts/new/",
        lambda world: {**_new(world), **_expert(world)},
        takes_get=True,
        status={"stranger": 400},
    ),
    "expert-edit": Post(on("/experts/{}/edit/", "expert"), _expert, takes_get=True),
    "application-new": Post(
        lambda world: f"/join/new/?organisation={world.joining.unclaimed.uid}",
        lambda world: {"full_name": "架空 花子", "way": "hand"},
        SIGNED_IN,
        takes_get=True,
    ),
    # The stranger's own claim; a wrong code is counted.
    "application-enter-code": Post(_claim("code"), _code, STRANGER, answers=400, status=_NOT_MINE),
    "application-code": Post(_claim("code/x"), nothing, STRANGER, takes_get=True, status=_NOT_MINE),
    "application-mail-again": Post(_claim("again"), nothing, STRANGER, changes=False, status=_NOT_MINE),
    "application-withdraw": Post(_claim("withdraw"), nothing, STRANGER, status=_NOT_MINE),
    "application-confirm": Post(_claim("confirm"), lambda world: {"reason": "電話"}, OPERATOR, status=_NOT_SEEN),
    "application-refuse": Post(_claim("refuse"), lambda world: {"answer": "別人"}, OPERATOR, status=_NOT_SEEN),
    "application-letter": Post(_claim("letter"), nothing, OPERATOR, answers=200, status=_NOT_SEEN),
    "invitation": Post(
        lambda world: f"/join/invitations/{CODE}/",
        nothing,
        STRANGER,
        takes_get=True,
        # The page says that the invitation is another's.
        status={"former": 200, "colleague": 200, "editor": 200, "operator": 200},
    ),
    "member-invite": Post(_members("invite"), _invited, EDITOR | OPERATOR),
    "member-uninvite": Post(
        lambda world: f"/join/members/{world.lab.uid}/invitations/{world.joining.invitation.uid}/",
        nothing,
        EDITOR | OPERATOR,
    ),
    "member-role": Post(
        _member("role"), lambda world: {"role": "planner", "on": "2031-01-01"}, EDITOR | OPERATOR, takes_get=True
    ),
    "member-end": Post(_member("end"), lambda world: {"last_day": "2031-01-01"}, EDITOR | OPERATOR, takes_get=True),
    "member-undo": Post(
        lambda world: f"/join/members/{world.lab.uid}/undo/{world.joining.change.pk}/", nothing, EDITOR | OPERATOR
    ),
    "work-order-list": Post(
        lambda world: "/work/lists/",
        lambda world: {"kind": "need", "query": ""},
        SIGNED_IN,
    ),
    "work-order-themes": Post(lambda world: "/work/themes/", nothing, frozenset({"operator"})),
    "work-cancel": Post(_work("cancel"), nothing, IMPORTERS, answers=409, changes=False, status=_NO_SUCH_WORK),
    # Operators see that there is work and may stop it; what it makes, and making it again, is its owner's alone.
    "work-again": Post(_work("again"), nothing, EDITOR, status={**_NO_SUCH_WORK, "operator": 404}),
    "work-forget": Post(_work("forget"), nothing, EDITOR, is_tried=False, status={**_NO_SUCH_WORK, "operator": 404}),
    "duplicate-decide": Post(
        lambda world: f"/imports/duplicates/{world.proposal.uid}/",
        lambda world: {"decision": "different"},
        IMPORTERS,
        status=_NO_SUCH_JOB,
    ),
}


def _opening(end: str) -> Callable[[World], str]:
    return lambda world: f"/opening/{world.lab.uid}/{end}"


def _rules(world: World) -> dict[str, Any]:
    """A form of rules after its preview, which displaces nobody."""
    said = {"holidays": "closed", "users": ["firm"], "step_1": "administrator", "known": "", "version": 1}
    numbers = {"earliest_months": 3, "latest_days": 1, "step_minutes": 30, "longest_minutes": 480, "loan_days": 0}
    numbers |= {"preparation_minutes": 0, "cleaning_minutes": 0, "hold_hours": 72, "late_minutes": 30}
    numbers |= {"absences_most": 0, "absence_bars_days": 30, "licence_level": 0, "offer_hours": 24}
    numbers |= {"licence_months": 36}
    return {"since": "2031-04-01", "monday": "9-17", **said, **numbers}


def _closed(world: World) -> dict[str, Any]:
    times = {"starts": "2031-04-01T09:00", "ends": "2031-04-01T17:00"}
    return {"units": [str(world.opening.unit.uid)], **times, "kind": "closure", "reason": "休止", "known": ""}


def _ended_unit(world: World) -> str:
    change_unit(world.opening.unit, by=world.accounts["editor"], until=datetime.date(2031, 4, 1))
    return f"/opening/units/{world.opening.unit.uid}/undo/"


_UNIT = {"number": 7, "room": "別の部屋", "since": "2026-04-01", "until": "", "version": 1}
POSTS |= {
    "use-rules-add": Post(_opening("rules/new/"), _rules, takes_get=True),
    "use-rules-edit": Post(lambda world: f"/opening/rules/{world.opening.rules.uid}/edit/", _rules, takes_get=True),
    "use-rules-undo": Post(
        lambda world: f"/opening/rules/{world.opening.rules.uid}/undo/", lambda world: {"known": ""}
    ),
    "special-day-add": Post(
        _opening("days/new/"), lambda world: {"first": "2031-04-01", "reason": "休館", "known": ""}, takes_get=True
    ),
    "special-day-cancel": Post(lambda world: f"/opening/days/{world.opening.day.uid}/cancel/", nothing),
    "unit-add": Post(on("/opening/equipment/{}/units/new/", "equipment"), lambda world: _UNIT, takes_get=True),
    "unit-edit": Post(
        lambda world: f"/opening/units/{world.opening.unit.uid}/edit/", lambda world: _UNIT, takes_get=True
    ),
    "unit-undo": Post(_ended_unit, nothing),
    "closure-add": Post(_opening("closures/new/"), _closed, takes_get=True),
    "closure-end": Post(
        lambda world: f"/opening/closures/{world.opening.closure.uid}/end/",
        nothing,
        status={"stranger": 404, "operator": 404},
    ),
}


def _course(world: World) -> dict[str, Any]:
    told = {"title": "別の講習", "level": "2", "place": "別の部屋", "seats": "9", "apply_until": "2031-03-01"}
    times = {"starts": "2031-04-01T09:00", "ends": "2031-04-01T17:00", "version": 1}
    return {"instruments": [str(world.one("equipment", "public").record.uid)], **told, **times}


def _issued(world: World) -> dict[str, Any]:
    equipment = str(world.one("equipment", "public").record.uid)
    told = {"mail": world.accounts["stranger"].email, "level": "1", "issued_on": "2026-04-01"}
    return {"equipment": equipment, **told}


_OF_OTHERS = {"stranger": 404, "operator": 404}
POSTS |= {
    "course-add": Post(lambda world: f"/licences/of/{world.lab.uid}/courses/new/", _course, takes_get=True),
    "course-edit": Post(
        lambda world: f"/licences/courses/{world.licensed.course.uid}/edit/", _course, takes_get=True
    ),
    "course-cancel": Post(
        lambda world: f"/licences/courses/{world.licensed.course.uid}/cancel/", lambda world: {"reason": "講師の都合"}
    ),
    "course-apply": Post(
        lambda world: f"/licences/courses/{world.licensed.course.uid}/apply/",
        lambda world: {"key": str(uuid4())},
        SIGNED_IN,
    ),
    "course-withdraw": Post(
        lambda world: f"/licences/seats/{world.licensed.seat.uid}/withdraw/", nothing, status=_OF_OTHERS
    ),
    "course-outcome": Post(
        lambda world: f"/licences/courses/{world.licensed.begun.uid}/outcome/",
        lambda world: {"outcome": "pass", "seat": [str(world.licensed.sitting.uid)]},
    ),
    "course-undo": Post(
        lambda world: f"/licences/seats/{world.licensed.passed.uid}/undo/", nothing, status=_OF_OTHERS
    ),
    "licence-add": Post(lambda world: f"/licences/of/{world.lab.uid}/new/", _issued, takes_get=True),
    "licence-step": Post(
        lambda world: f"/licences/{world.licensed.licence.uid}/step/suspend/",
        lambda world: {"suspend-reason": "点検"},
        status=_OF_OTHERS | {"colleague": 404},
    ),
}


def stored() -> dict[str, Any]:
    """Everything that the site's forms could change, to compare before and after."""
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in _STORED}
    folder = folders.home()
    return {**rows, "uploads": sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))}
