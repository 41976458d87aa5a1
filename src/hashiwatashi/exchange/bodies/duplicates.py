"""Proposing organisations whose names differ by variant kanji alone (高橋, 髙橋); people decide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext as _

from hashiwatashi.exchange.bodies.naming import body_key
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Plan
from hashiwatashi.matching.spelling import alike_key
from hashiwatashi.organisations.models import Organisation

_LIKENESS = Decimal("0.960")


def owner_proposals(plan: Plan) -> Iterator[DuplicateProposal]:
    """A pair for each organisation that the plan adds and that a stored or earlier one may be."""
    added = [extra.record for extra in plan.extras if isinstance(extra.record, Organisation) and not extra.changed]
    if not added:
        return
    wanted = {alike_key(body_key(record.name)) for record in added}
    first: dict[str, tuple[UUID, str]] = {}
    stored = Organisation.objects.order_by("pk").values_list("uid", "name").iterator(chunk_size=5000)
    for uid, name in chain(stored, ((record.uid, record.name) for record in added)):
        core = body_key(name)
        key = alike_key(core)
        if key not in wanted:
            continue
        earlier = first.setdefault(key, (uid, core))
        if earlier[0] != uid and earlier[1] != core:
            yield DuplicateProposal(
                table="organisation",
                first_uid=earlier[0],
                second_uid=uid,
                likeness=_LIKENESS,
                reason=_("The names differ by variant kanji alone"),
            )
