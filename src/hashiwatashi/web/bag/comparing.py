"""Two to four records of one kind side by side, fact by fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hashiwatashi.bags.actions import entries_of
from hashiwatashi.bags.contents import Content, contents
from hashiwatashi.bags.models import Bag
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.web import details
from hashiwatashi.web.bag.told import owner_of
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.rooms import Card, card_of, rooms

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of all records compared; ``differs`` where they do not all say the same."""

    label: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@on_record(Bag, "use_bag")
def compare(request: HttpRequest, bag: Bag) -> HttpResponse:
    """The records ``?item=kind:uid&item=…`` of a bag side by side; 400 unless two to four of one kind are chosen."""
    chosen = set(request.GET.getlist("item"))
    entries = [entry for entry in entries_of(bag) if entry.key in chosen]
    found = [content for content in contents(entries, request.user) if content.found]
    kinds = {content.entry.kind for content in found}
    if len(kinds) != 1 or not FEWEST <= len(found) <= MOST:
        shown = {"bag": bag, "fewest": FEWEST, "most": MOST}
        return render(request, "bag/compare.html", shown, status=400)
    cards = [card_of(content.found) for content in found]
    rows = comparison(found, cards)
    shown = {"bag": bag, "cards": cards, "rows": rows, "differing": sum(row.differs for row in rows)}
    return render(request, "bag/compare.html", shown)


def comparison(found: Sequence[Content], cards: Sequence[Card]) -> list[Row]:
    """Every fact that at least one of the records tells."""
    told = [_facts(content, card) for content, card in zip(found, cards, strict=True)]
    labels = dict.fromkeys(label for facts in told for label in facts)
    return [Row(label, tuple(facts.get(label, "") for facts in told)) for label in labels]


def _facts(content: Content, card: Card) -> dict[str, str]:
    facts = {_("Owner"): owner_of(card), _("Prefecture"): str(card.prefecture or "")}
    record = content.found
    if isinstance(record, NeedSheet):
        # A sheet, not the row: what it withholds is not there to be compared.
        facts |= {_("In plain words"): record.text, _("In short"): "／".join(card.facts)}
    elif isinstance(record, Model):
        shown = details.facts(record, *rooms()[content.entry.kind].compared)
        facts |= {_capitalised(str(fact.label)): fact.value for fact in shown}
    facts |= {_("Phone"): card.contact.phone, _("Mail"): card.contact.mail, _("Your note"): content.entry.note}
    return {label: value for label, value in facts.items() if value}


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]
