"""What a list, a search page or a "similar" box shows of one record, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.needs.enums import NeedKind
from hashiwatashi.organisations.contacts import Contact, contact_of
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.formats import called, closing_day, day, list_of, yen


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words that matter at once; ``tone`` is good, plain or warn and never the only carrier of meaning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """One record in short. ``owner`` is None where there is none or it must not be known."""

    kind: Kind
    title: str
    href: str
    facts: tuple[str, ...]
    badges: tuple[Badge, ...]
    owner: Organisation | None
    prefecture: Prefecture | None
    contact: Contact
    source_url: str = ""


@singledispatch
def card_of(record: object) -> Card:
    """The card of a record; raises `TypeError` for a type that no page shows."""
    raise TypeError(f"no card for {type(record).__name__}")


@card_of.register
def _equipment(record: Equipment) -> Card:
    badges = [use_badge(record)]
    if record.status != OperatingStatus.RUNNING:
        badges.append(Badge(record.get_status_display(), "warn"))
    # What was never confirmed came from a public list, as nearly everything does: a badge on all says nothing.
    if record.verified_on and record.is_unverified_on(timezone.localdate()):
        badges.append(Badge(_("Not confirmed for a year"), "warn"))
    made = " ".join(part for part in (record.maker, record.model) if part)
    return Card(
        kind=Kind.EQUIPMENT,
        title=called(record),
        href=reverse("equipment-detail", args=[record.uid]),
        facts=_present(made, str(record.equipment_class or "")),
        badges=tuple(badges),
        owner=record.owner,
        prefecture=record.prefecture or record.owner.prefecture,
        contact=contact_of(record, record.owner),
        source_url=record.source_url,
    )


@card_of.register
def _seed(record: Seed) -> Card:
    level = _("TRL %(level)s") % {"level": record.trl} if record.trl else ""
    return Card(
        kind=Kind.SEED,
        title=called(record),
        href=reverse("seed-detail", args=[record.uid]),
        facts=_present(record.field, called(record.researcher) if record.researcher else "", level),
        badges=(),
        owner=record.owner,
        prefecture=record.owner.prefecture if record.owner else None,
        contact=contact_of(record, record.owner),
        source_url=record.source_url,
    )


@card_of.register
def _expert(record: Expert) -> Card:
    return Card(
        kind=Kind.EXPERT,
        title=called(record.person),
        href=reverse("expert-detail", args=[record.uid]),
        facts=_present(record.headline, record.field),
        badges=(Badge(record.get_kind_display()),),
        owner=record.organisation,
        prefecture=record.organisation.prefecture,
        contact=contact_of(record, record.organisation),
        source_url=record.source_url,
    )


@card_of.register
def _call(record: Call) -> Card:
    return Card(
        kind=Kind.CALL,
        title=called(record),
        href=reverse("call-detail", args=[record.uid]),
        facts=_present(limit_of(record), deadline_of(record), areas_of(record)),
        badges=(state_of(record),),
        owner=record.funder,
        prefecture=record.funder.prefecture if record.funder else None,
        contact=contact_of(record, record.funder),
        source_url=record.source_url,
    )


@card_of.register
def _need(record: NeedSheet) -> Card:
    wanted = _("Wanted by %(day)s") % {"day": day(record.deadline)} if record.deadline else ""
    badges = [Badge(str(record.kind.label))] if record.kind == NeedKind.PUBLISHED_THEME else []
    if record.owner is None:
        badges.append(Badge(_("Name withheld")))
    return Card(
        kind=Kind.NEED,
        title=called(record),
        href=reverse("need-detail", args=[record.uid]),
        facts=_present(record.sector, record.region_wish, wanted),
        badges=tuple(badges),
        owner=record.owner,
        prefecture=record.owner.prefecture if record.owner else None,
        contact=contact_of(record.owner) if record.owner else Contact(),
        source_url=record.source_url,
    )


@card_of.register
def _organisation(record: Organisation) -> Card:
    status = record.get_status_display()
    badges = () if record.status == OrganisationStatus.ACTIVE else (Badge(status, "warn"),)
    return Card(
        kind=Kind.ORGANISATION,
        title=called(record),
        href=reverse("organisation-detail", args=[record.uid]),
        facts=_present(record.get_kind_display(), record.address),
        badges=badges,
        owner=None,
        prefecture=record.prefecture,
        contact=contact_of(record),
        source_url=record.source_url,
    )


def use_badge(record: Equipment) -> Badge:
    """Whether outsiders may use it."""
    use = ExternalUse(record.external_use)
    return Badge(str(use.label), "good" if use in {ExternalUse.OPEN, ExternalUse.CONDITIONAL} else "plain")


def state_of(call: Call) -> Badge:
    """Whether applications are taken now."""
    now = timezone.now()
    if call.is_open_at(now):
        return Badge(_("Open now"), "good")
    return Badge(_("Not open yet") if call.opens_at and call.opens_at > now else _("No longer open"))


def limit_of(call: Call) -> str:
    """The upper limit in words; empty where the source states none."""
    if call.has_no_limit:
        return _("no upper limit")
    return _("up to %(amount)s") % {"amount": yen(call.max_amount_yen)} if call.max_amount_yen else ""


def deadline_of(call: Call) -> str:
    return _("until %(day)s") % {"day": closing_day(call.closes_at)} if call.closes_at else ""


def areas_of(call: Call) -> str:
    """Nationwide, or the prefectures; many of them are only counted."""
    areas = list(call.areas.all())
    if call.is_nationwide or not areas:
        return _("Nationwide") if call.is_nationwide else call.area_note
    if len(areas) > 4:
        return _("%(count)s prefectures") % {"count": len(areas)}
    return list_of([str(area) for area in areas])


def _present(*facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)
