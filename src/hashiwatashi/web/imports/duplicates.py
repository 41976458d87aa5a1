"""Proposed duplicates side by side, for somebody to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.decisions import DUPLICATE_STAGES, decide_duplicate
from hashiwatashi.exchange.models import DuplicateDecision, DuplicateProposal
from hashiwatashi.exchange.rules import owner_limits
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Person
from hashiwatashi.web import details
from hashiwatashi.web.details import Fact
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.visitors import account_of

_Pairable = Equipment | Organisation | Person
_PAGE = 10
_PLACES = ("affiliations__organisation", "expert_profiles__organisation")
_FIELDS = {
    "equipment": ("name", "maker", "model", "equipment_class", "owner", "department", "place", "prefecture",
                  "external_use", "uses", "specification", "source_key", "source_url"),
    "organisation": ("name", "kind", "corporate_number", "status", "prefecture", "address", "successor"),
    "person": ("name", "name_kana", "name_en", "orcid", "researcher_number", "researchmap"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposal with both of its records, and what is known of them field by field."""

    proposal: DuplicateProposal
    first: _Pairable
    second: _Pairable
    lines: list[Line]

    @property
    def reason(self) -> str:
        """The proposal's reason; importers store it in the language of whoever imported."""
        return _(self.proposal.reason)

    @property
    def first_href(self) -> str:
        return _href(self.first)

    @property
    def second_href(self) -> str:
        return _href(self.second)


@permitted("import_files")
def index(request: HttpRequest) -> HttpResponse:
    """Pairs that nobody has decided; ``?decided=1`` shows the others, which can be taken back."""
    is_decided = request.GET.get("decided") == "1"
    found = proposals_for(account_of(request))
    chosen = found.exclude(decision=DuplicateDecision.OPEN) if is_decided else found.filter(
        decision=DuplicateDecision.OPEN
    )  # fmt: skip
    page = Paginator(chosen.order_by("-likeness", "pk"), _PAGE).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    context = {"page": page, "pages": pages, "pairs": _pairs(page.object_list), "is_decided": is_decided}
    return render(request, "imports/duplicates.html", context)


@permitted("import_files")
@require_POST
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that a pair is one and the same, or is not, or take that back."""
    account = account_of(request)
    proposal = get_object_or_404(proposals_for(account), uid=uid)
    verb = request.POST.get("decision", "")
    if verb not in {step.verb for step in DUPLICATE_STAGES.steps}:
        raise InvalidInput(_("Say whether the two are the same."), field="decision")
    try:
        decide_duplicate(proposal, verb, by=account)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("duplicate-list")
    taken_back = verb == "reopen"
    messages.success(request, _("The decision was undone.") if taken_back else _("Your decision was recorded."))
    return redirect("duplicate-list")


def proposals_for(account: Account) -> QuerySet[DuplicateProposal]:
    """Those an account may decide: its own organisations' equipment and people; everything for operators."""
    limits = owner_limits(account)
    proposals = DuplicateProposal.objects.all()
    if limits is None:
        return proposals
    own = Equipment.objects.filter(owner__in=limits).values("uid")
    people = Person.objects.filter(
        Q(affiliations__organisation__in=limits) | Q(expert_profiles__organisation__in=limits)
    )
    equipment = Q(table="equipment", first_uid__in=own, second_uid__in=own)
    persons = Q(table="person", first_uid__in=people.values("uid"), second_uid__in=people.values("uid"))
    return proposals.filter(equipment | persons)


def _pairs(proposals: Iterable[DuplicateProposal]) -> list[Pair]:
    """The pairs of one page, with two queries for each kind of record. A record that is gone drops its pair."""
    listed = list(proposals)
    uids = {uid for proposal in listed for uid in (proposal.first_uid, proposal.second_uid)}
    records: dict[UUID, _Pairable] = {}
    records |= {one.uid: one for one in Equipment.objects.filter(uid__in=uids).for_lists()}
    records |= {one.uid: one for one in Organisation.objects.filter(uid__in=uids).for_lists()}
    records |= {one.uid: one for one in Person.objects.filter(uid__in=uids).prefetch_related(*_PLACES)}
    return [
        Pair(
            proposal,
            records[proposal.first_uid],
            records[proposal.second_uid],
            _lines(proposal.table, records, proposal),
        )
        for proposal in listed
        if proposal.first_uid in records and proposal.second_uid in records
    ]


def _lines(table: str, records: dict[UUID, _Pairable], proposal: DuplicateProposal) -> list[Line]:
    names = _FIELDS[table]
    first, second = (_facts(records[uid], names) for uid in (proposal.first_uid, proposal.second_uid))
    labels = dict.fromkeys([*first, *second])
    return [Line(label, first.get(label, ""), second.get(label, "")) for label in labels]


def _facts(record: Model, names: tuple[str, ...]) -> dict[str, str]:
    facts: Iterable[Fact] = details.facts(record, *names)
    told = {str(fact.label): str(fact.value) for fact in facts}
    return {**told, **_posts(record)} if isinstance(record, Person) else told


def _posts(person: Person) -> dict[str, str]:
    """Where a person works and what she is listed as."""
    posts = [f"{post.organisation} {post.department} {post.title}".strip() for post in person.affiliations.all()]
    listed = [f"{expert.organisation} {expert.headline}" for expert in person.expert_profiles.all()]
    lines = {str(_("affiliations")): posts, str(_("experts")): listed}
    return {label: "、".join(some) for label, some in lines.items() if some}


def _href(record: _Pairable) -> str:
    """The page of a record; a person has one by her profile, if she has any."""
    if isinstance(record, Person):
        profiles = list(record.expert_profiles.all())
        return reverse("expert-detail", args=[profiles[0].uid]) if profiles else ""
    kind = "equipment" if isinstance(record, Equipment) else "organisation"
    return reverse(f"{kind}-detail", args=[record.uid])
