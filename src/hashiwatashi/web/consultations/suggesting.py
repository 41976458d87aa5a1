"""What may help before anybody answers: shown beside the form while somebody types, and with the second step."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.consultations.models import Consultation
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.past import cases_like
from hashiwatashi.web.details import Likeness, similar
from hashiwatashi.web.permissions import public

# First how others were helped.
_KINDS = (Kind.STORY, Kind.EQUIPMENT, Kind.EXPERT, Kind.SEED)
# Less says nothing yet; more than this adds nothing to what fits.
_SHORTEST, _LONGEST = 4, 1000


@dataclass(frozen=True, slots=True)
class Helping:
    """What fits a question: records of each kind and, for those who answer, earlier cases of their institutions."""

    likenesses: list[Likeness]
    cases: list[Consultation]

    @property
    def number(self) -> int:
        return sum(len(one.suggestions) for one in self.likenesses) + len(self.cases)

    @property
    def told(self) -> str:
        """How many there are, in a sentence."""
        if not self.number:
            return _("Nothing that fits is found yet.")
        found = ngettext("%(number)d entry may help", "%(number)d entries may help", self.number)
        return found % {"number": self.number}


def helping(request: HttpRequest, topic: str, text: str) -> Helping | None:
    """What the visitor may see of what fits; None where too little is written."""
    written = f"{topic} {text}".strip()[:_LONGEST]
    if len(written) < _SHORTEST:
        return None
    cases = cases_like(written, request.user) if isinstance(request.user, Account) else []
    return Helping(similar(request, None, written, _KINDS), cases)


@public
@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """A part of the page for its script. By POST, so that what is typed stands in no address and no log."""
    found = helping(request, request.POST.get("topic", ""), request.POST.get("text", ""))
    return render(request, "consultations/suggestions.html", {"helping": found})
