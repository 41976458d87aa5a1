"""What holds of firms on a day, read for many at once; and whom a change of one of them may touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hashiwatashi.common.folding import name_key
from hashiwatashi.firms.enums import FirmClass, Ground, Group
from hashiwatashi.firms.inputs import Behind, Held, Serving, Told
from hashiwatashi.firms.models import FirmAssessment, FirmProfile, Officer, ShareHolding
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation


def touched_by(firms: Iterable[int], day: date) -> set[int]:
    """These firms, those they hold or share officers with, and so on; two queries for each step."""
    found, fresh = set(firms), set(firms)
    while fresh:
        held = ShareHolding.objects.in_force_on(day).filter(holder__in=fresh).values_list("owner", flat=True)
        served = Officer.objects.in_force_on(day).filter(serves__in=fresh).values_list("owner", flat=True)
        fresh = {*held, *served} - found
        found |= fresh
    return found


def told_on(firms: Collection[int], day: date) -> dict[int, Told]:
    """What holds of each firm that has figures or an assessment; four queries."""
    profiles: dict[int, FirmProfile] = {}
    for profile in FirmProfile.objects.told_by(day).filter(owner__in=firms):
        profiles.setdefault(profile.owner_id, profile)
    known = FirmAssessment.objects.current().filter(owner__in=firms).values_list("owner", flat=True)
    held, serving = defaultdict(list), defaultdict(list)
    for holding in ShareHolding.objects.in_force_on(day).filter(owner__in=firms).for_lists().order_by("pk"):
        behind = _behind(str(holding.uid), holding.holder_name, holding.holder, holding.told_class)
        held[holding.owner_id].append(Held(behind, _who(holding.holder_name, holding.holder_id), holding.share))
    for officer in Officer.objects.in_force_on(day).filter(owner__in=firms).for_lists().order_by("pk"):
        behind = _behind(str(officer.uid), officer.serves_name, officer.serves, officer.told_class)
        serving[officer.owner_id].append(Serving(behind, name_key(officer.name), officer.name))
    return {pk: _told(profiles.get(pk), held[pk], serving[pk]) for pk in sorted({*profiles, *known})}


def known_classes(told: Mapping[int, Told]) -> dict[str, dict[int, FirmClass]]:
    """By rule set, the stored classes of the firms that stand behind these and are not among them."""
    behind = {one.node for each in told.values() for one in each.behind if one.node is not None} - set(told)
    found: dict[str, dict[int, FirmClass]] = defaultdict(dict)
    rows = FirmAssessment.objects.current().filter(owner__in=behind).values_list("rules", "owner", "verdict")
    for rules, owner, verdict in rows:
        found[rules][owner] = FirmClass(verdict)
    return found


def _told(profile: FirmProfile | None, held: list[Held], serving: list[Serving]) -> Told:
    if profile is None:
        return Told()
    return Told(
        group=Group(profile.group),
        capital=profile.capital,
        employees=profile.employees,
        average_income=profile.average_income,
        officers=profile.officers,
        is_complete=profile.is_complete,
        held=tuple(held),
        serving=tuple(serving),
    )


def _behind(line: str, name: str, organisation: Organisation | None, told: str) -> Behind:
    if organisation is not None and organisation.kind != OrganisationKind.FIRM:
        return Behind(line, name, None, FirmClass.SME, Ground.NO_FIRM)
    return Behind(line, name, organisation.pk if organisation else None, FirmClass(told))


def _who(name: str, organisation: int | None) -> str:
    return name_key(name) if organisation is None else f"#{organisation}"
