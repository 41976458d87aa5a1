"""Asking a question over REST, and noting one that came by telephone or on a visit; each stored once with its key."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api.bounds import WHOLE_NUMBER
from hashiwatashi.api.consultations import CaseOut, present_case, visible
from hashiwatashi.api.consultations import router as shared
from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Line, Prose
from hashiwatashi.api.reservations import Key, account_of
from hashiwatashi.api.routing import account_post
from hashiwatashi.areas.gazetteer import NO_PLACE, place_of
from hashiwatashi.common.errors import InvalidInput, NotAllowed
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import MOST_MINUTES, Consultation
from hashiwatashi.consultations.noting import note_case
from hashiwatashi.consultations.promises import Promise, promises
from hashiwatashi.consultations.repeats import first_holder, says_the_same
from hashiwatashi.duties.models import Field as Subject
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.writing.sending import send_question, sent_before

# One address belongs to one router, whatever is done there.
router = shared
#: Those that ask; their people may ask in their name.
ASKING = (OrganisationKind.FIRM, OrganisationKind.MUNICIPALITY)
Words = Annotated[Prose, Field(max_length=10_000)]
Name = Annotated[Line, Field(max_length=100)]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES), WHOLE_NUMBER]


class QuestionIn(Schema):
    """What is asked, in plain words, and from where: ``place`` is a prefecture or municipality by its code or name,
    ``field`` the code of a field. What must not be disclosed needs to be said in ``secrecy``."""

    model_config = ConfigDict(extra="forbid")

    kind: ConsultationKind = ConsultationKind.TECHNICAL
    topic: Annotated[Line, Field(min_length=1, max_length=200)]
    text: Words = ""
    place: Annotated[Line, Field(min_length=1, max_length=60, examples=["宮城県仙台市"])]
    field: Annotated[Line, Field(max_length=30)] = ""
    contact_firm: Annotated[Line, Field(max_length=200)] = ""
    contact_name: Name = ""
    contact_mail: Annotated[Line, Field(max_length=254)] = ""
    contact_phone: Annotated[Line, Field(max_length=30)] = ""
    is_confidential: bool = False
    secrecy: Line = ""

    def values(self) -> dict[str, Any]:
        """What the action takes. Raises `InvalidInput`."""
        place = place_of(self.place)
        if place is None:
            raise InvalidInput.of("place", str(NO_PLACE))
        known = ("kind", "topic", "text", "is_confidential", "secrecy")
        told = {name: getattr(self, name) for name in known}
        told |= {f"contact_{name}": getattr(self, f"contact_{name}") for name in ("firm", "name", "mail", "phone")}
        return {**told, "prefecture": place[0], "municipality": place[1], "field": _field(self.field)}


class AskIn(QuestionIn):
    """For whom it is asked: ``organisation`` is one of your own; null: for yourself. You may leave your name and that
    of the firm out. ``holder`` is who shall answer, null: whoever has promised to, or else is nearest."""

    organisation: UUID | None = None
    holder: UUID | None = None
    urgency: Annotated[Line, Field(max_length=300)] = ""


class NotedIn(QuestionIn):
    """A call or a visit: ``holder`` is your institution, ``firm`` the registered firm that it was, if any; its people
    read the case. With ``answer`` it is answered, with ``is_settled`` closed at once."""

    holder: UUID
    channel: Literal["phone", "mail", "counter", "visit"] = "phone"
    firm: UUID | None = None
    answer: Words = ""
    minutes: Minutes = 10
    is_settled: bool = False


@account_post(router, "/consultations", "signed in", response=CaseOut, summary="Ask a question")
def ask(request: HttpRequest, question: AskIn, idempotency_key: Key = None) -> Any:
    account, values = account_of(request), question.values()
    key = own_key(idempotency_key, account) or uuid4()

    def act() -> Consultation:
        if known := sent_before(key, asker=account):
            return _same(known, question, values)
        firm = _firm_of(account, question.organisation)
        promise = _promise(question.holder, values)
        told = {**values, **promise.values(timezone.now()), "urgency": question.urgency, "firm": firm}
        if firm:
            told["contact_firm"] = firm.name
        address = request.META.get("REMOTE_ADDR", "")
        return send_question(asker=account, form=key, address=address, holder=promise.organisation, **told)

    return present_case(visible(request, once(idempotency_key, act).uid), account)


@account_post(router, "/consultations/noted", "note_consultation", response=CaseOut, summary="Note a call or a visit")
def note(request: HttpRequest, noted: NotedIn, idempotency_key: Key = None) -> Any:
    account, values = account_of(request), noted.values()
    if not account.has_perm("hashiwatashi.note_consultation"):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))
    if noted.is_settled and not noted.answer.strip():
        raise InvalidInput.of("answer", _("Write what was answered, or leave it open."))
    told: dict[str, Any] = {name: getattr(noted, name) for name in ("channel", "answer", "minutes", "is_settled")}
    key = own_key(idempotency_key, account) or uuid4()
    holder, firm = desk_of(account, "holder", noted.holder), _registered(account, noted.firm)
    made = once(idempotency_key, lambda: note_case(by=account, holder=holder, key=key, firm=firm, **values, **told))
    return present_case(visible(request, made.uid), account)


def own_key(key: UUID | None, account: Account, about: object = "") -> UUID | None:
    """The key under which something is stored, so that nobody meets what another has sent with the same one."""
    return uuid5(key, f"{account.pk} {about}") if key else None


def desk_of(account: Account, name: str, uid: UUID) -> Organisation:
    """One of the institutions for which the account answers. Raises `InvalidInput` of the value called ``name``."""
    answered = account.current_desk_ids
    own = (m.organisation for m in account.current_memberships if m.organisation_id in answered)
    return _one_of({one.uid: one for one in own}, name, uid)


def _firm_of(account: Account, uid: UUID | None) -> Organisation | None:
    own = (m.organisation for m in account.current_memberships if m.organisation.kind in ASKING)
    return _one_of({one.uid: one for one in own}, "organisation", uid) if uid else None


def _one_of(own: dict[UUID, Organisation], name: str, uid: UUID) -> Organisation:
    if uid not in own:
        raise InvalidInput.of(name, _("You do not act for this organisation."))
    return own[uid]


def _registered(account: Account, uid: UUID | None) -> Organisation | None:
    if uid is None:
        return None
    firm: Organisation = get_object_or_404(Organisation.objects.visible_to(account).firms().active(), uid=uid)
    return firm


def _promise(holder: UUID | None, values: dict[str, Any]) -> Promise:
    """Who answers: the one that was chosen, else the first. Raises `InvalidInput` for one that does not."""
    code = values["field"].code if values["field"] else ""
    place = (values["prefecture"], values["municipality"])
    found = promises(values["kind"], place, code, timezone.localdate())
    chosen = next((one for one in found if holder in {None, one.organisation.uid}), None)
    if chosen is None:
        names = "、".join(f"{one.organisation.name} ({one.organisation.uid})" for one in found)
        raise InvalidInput.of("holder", _("This can be answered by: %(names)s.") % {"names": names or "—"})
    return chosen


def _same(known: Consultation, question: AskIn, values: dict[str, Any]) -> Consultation:
    """Raises `InvalidInput` where something else was asked with the same key."""
    told, firm = {**values, "urgency": question.urgency}, known.firm.uid if known.firm else None
    if firm:
        told.pop("contact_firm")
    to_whom = question.holder in {None, first_holder(known).uid}
    if not (says_the_same(known, told) and firm == question.organisation and to_whom):
        text = _("This key was used already, for %(number)s. Take another one to ask something else.")
        raise InvalidInput.of("key", text % {"number": known.number})
    return known


def _field(code: str) -> Subject | None:
    if not code:
        return None
    found = Subject.objects.in_force_on(timezone.localdate()).filter(code=code).first()
    if found is None:
        raise InvalidInput.of("field", _("There is no such field."))
    return found
