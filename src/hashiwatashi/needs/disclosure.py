"""What a visitor may see of a need: the one place that decides it (INV-03, BR-M-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind, NeedStage
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class NeedSheet:
    """The part of a need that may be shown; ``owner`` is None wherever it must not be known.

    ``version`` is for the owner's people alone: that it grows tells of changes to what is withheld.
    """

    uid: UUID
    version: int | None
    kind: NeedKind
    level: DisclosureLevel
    disclosure: Disclosure
    stage: NeedStage
    title: str
    text: str
    sector: str
    region_wish: str
    deadline: date | None
    published_on: date | None
    owner: Organisation | None
    source_url: str
    credit: str
    is_own: bool


def sheet_for(need: Need, visitor: Visitor | None) -> NeedSheet:
    """The sheet of ``need`` for a visitor; None stands for the general public, as in the search index.

    The need's owner must be loaded (`NeedQuerySet.for_lists`).
    """
    is_own = visitor is not None and need.owner_id in organisation_ids(visitor)
    shows_text = is_own or need.level >= DisclosureLevel.ANONYMOUS
    shows_owner = is_own or need.level >= DisclosureLevel.NAMED
    return NeedSheet(
        uid=need.uid,
        version=need.version if is_own else None,
        kind=NeedKind(need.kind),
        level=DisclosureLevel(need.level),
        disclosure=Disclosure(need.disclosure),
        stage=NeedStage(need.stage),
        title=need.title,
        text=need.text if shows_text else "",
        sector=need.sector,
        region_wish=need.region_wish if shows_text else "",
        deadline=need.deadline if shows_text else None,
        published_on=need.published_on,
        owner=need.owner if shows_owner else None,
        source_url=need.source_url if shows_owner else "",
        credit=need.credit if shows_owner else "",
        is_own=is_own,
    )
