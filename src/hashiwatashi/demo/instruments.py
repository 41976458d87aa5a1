"""The equipment of the demo world: kinds of instruments, each standing at several owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import days_from, fiscal_year_start
from hashiwatashi.demo.marking import DEMO, dice, marks
from hashiwatashi.equipment.actions import register_equipment
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.organisations.models import Organisation

# Of a hundred entries, so many were confirmed within the year, longer ago, or never.
_VERIFIED = {"lately": 74, "long_ago": 18, "never": 8}


@dataclass(frozen=True, slots=True)
class Standing:
    """One instrument of a kind at an owner; ``site`` is the prefecture code where the owner's branch is."""

    key: str
    kind: texts.Row
    owner: str
    site: str
    note: str
    specification: str
    name: str


def make_instruments(bodies: Bodies, *, day: date) -> int:
    """Register every instrument; returns how many."""
    classes = _classes()
    standings = list(standing_instruments())
    for standing in standings:
        _make(standing, bodies[standing.owner], classes[standing.kind["class"]], day)
    return len(standings)


def standing_instruments() -> Iterator[Standing]:
    """Every instrument of the tables, in their order."""
    for kind in texts.tables("equipment"):
        for number, entry in enumerate(kind["at"], start=1):
            place, note, specification, *name = entry
            owner, _, site = place.partition("@")
            yield Standing(
                key=f"{kind['key']}:{owner}:{number}",
                kind=kind,
                owner=owner,
                site=site,
                note=note,
                specification=specification,
                name=name[0] if name else kind["name"],
            )


def _classes() -> dict[str, EquipmentClass]:
    names = sorted({kind["class"] for kind in texts.tables("equipment")})
    found = {}
    for name in names:
        large, small = name.split("/")
        found[name], _created = EquipmentClass.objects.get_or_create(large=large, small=small)
    return found


def _make(standing: Standing, owner: Organisation, equipment_class: EquipmentClass, day: date) -> None:
    chance = dice(standing.key)
    lab = texts.labs()["owner"][standing.owner]
    department = _department(lab, standing.kind)
    use = _drawn(chance, lab["use"])
    status, remark = _status(standing.key)
    terms = [remark, chance.choice(lab["terms"]) if use in USABLE else ""]
    acquired_on = fiscal_year_start(day, years_before=chance.randint(1, 17)).replace(month=chance.randint(4, 12))
    register_equipment(
        by=DEMO,
        owner=owner,
        department=department["name"],
        name=standing.name,
        name_en=standing.kind["en"],
        maker=_maker(chance, equipment_class.large),
        model=_model(chance, lab["model_prefix"]),
        uses=f"{standing.kind['uses']}{standing.note}",
        specification=standing.specification,
        equipment_class=equipment_class,
        place=texts.labs()["sites"][standing.site] if standing.site else chance.choice(department["rooms"]),
        prefecture_id=standing.site or owner.prefecture_id,
        external_use=use,
        external_use_terms="".join(terms),
        fee_note=_fee(chance, lab["fees"], equipment_class.large) if use in USABLE else "",
        status=status,
        acquisition_programme=chance.choice(lab["programmes"]),
        acquired_on=acquired_on,
        verified_on=_verified_on(chance, acquired_on, day),
        contact_desk=owner.contact_desk,
        contact_phone=owner.contact_phone,
        contact_mail=owner.contact_mail,
        **marks("equipment", standing.key),
    )


def _status(key: str) -> tuple[OperatingStatus, str]:
    """Whether an instrument works, and what its owner says of it when it does not."""
    for status in (OperatingStatus.STOPPED, OperatingStatus.RETIRED):
        if key in texts.labs()[status]:
            return status, texts.labs()[status][key]
    return OperatingStatus.RUNNING, ""


def _drawn(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def _department(lab: texts.Row, kind: texts.Row) -> texts.Row:
    about = {*kind["class"].split("/"), kind["topic"]}
    departments: list[texts.Row] = lab["departments"]
    return next(department for department in departments if not department["of"] or about & {*department["of"]})


def _maker(chance: Random, large_class: str) -> str:
    makers = texts.labs()["makers"]
    return str(chance.choice(makers.get(large_class, makers["other"])))


def _model(chance: Random, prefix: str) -> str:
    return f"{prefix}{chance.choice('ADEFRXV')}-{chance.randint(1, 98) * 50}{chance.choice(['', '', 'S', 'II', 'i'])}"


def _fee(chance: Random, wordings: list[str], large_class: str) -> str:
    cost = texts.labs()["cost"]
    low, high = cost.get(large_class, cost["other"])
    hour = chance.randint(low // 10, high // 10) * 10
    return chance.choice(wordings).format(hour=hour, half=hour * 3, item=hour * 2 + 500, more=hour // 20 * 10)


def _verified_on(chance: Random, acquired_on: date, day: date) -> date | None:
    when = _drawn(chance, _VERIFIED)
    if when == "never":
        return None
    ago = chance.randint(5, 330) if when == "lately" else chance.randint(370, 1500)
    return max(days_from(day, -ago), acquired_on)
