"""The equipment card (装置カード): one piece of equipment on one A4 page, to hang up or to hand over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import general_uses
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.web.formats import called, day

LAYOUT = Path(__file__).with_suffix(".typ")
# So much of each text stands on the page however wide its letters are; the layout then gives the specification what
# room is left.
_TITLE, _LINE, _PASSAGE, _SPECIFICATION = 60, 70, 170, 4000
_SHORT = ("maker", "model", "equipment_class", "department", "place", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentCard(PrintedForm):
    """What the card says. ``cut_note`` is added by the layout where not all of the specification has room."""

    form_name: str
    kana: str
    english: str
    owner: str
    lines: tuple[Line, ...]
    contact: tuple[Line, ...]
    contact_heading: str
    specification: Line
    cut_note: str
    footnote: str
    photo_text: str = ""


def card_form(
    record: Equipment, *, address: str, printed_on: date, photo_text: str = "", using: Iterable[Line] = ()
) -> EquipmentCard:
    """The card of a record in the language of the page; ``address`` is that of its page.

    ``using`` says when and how it can be used, and how much it is.
    """
    specification = record.specification.strip()
    return EquipmentCard(
        language=get_language() or "ja",
        site=on_one_line(settings.SITE_NAME, _TITLE),
        form_name=_("Equipment card"),
        title=on_one_line(called(record), _TITLE),
        kana=on_one_line(record.name_kana, _LINE),
        english=on_one_line(record.name_en if called(record) != record.name_en else record.name, _LINE),
        owner=on_one_line(called(record.owner), _LINE),
        notice=_("Public information") if record.disclosure == "public" else record.get_disclosure_display(),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": day(printed_on)},
        lines=(*_lines(record), *(part for one in using for part in _line(one.label, one.text, _PASSAGE))),
        contact=tuple(_contact(record)),
        contact_heading=_("Where to ask"),
        specification=Line(_label("specification"), cut(specification, _SPECIFICATION)),
        cut_note=_("There is more of it than has room here: see the page at the address below."),
        footnote=_("What is true now stands on the page of this equipment."),
        photo_text=photo_text,
    )


def _lines(record: Equipment) -> Iterator[Line]:
    for name in _SHORT:
        shown = getattr(record, f"get_{name}_display", lambda name=name: getattr(record, name) or "")()
        yield from _line(_label(name), str(shown))
    yield from _line(_label("uses"), record.uses or general_uses(record), _PASSAGE)
    yield Line(_label("external_use"), record.get_external_use_display())
    yield from _line(_label("external_use_terms"), record.external_use_terms, _PASSAGE)
    yield from _line(_label("fee_note"), record.fee_note)
    confirmed = day(record.verified_on) or _("not yet")
    is_old = record.is_unverified_on(timezone.localdate())
    yield Line(_label("verified_on"), f"{confirmed} {_('Ask before you rely on it.')}" if is_old else confirmed)


def _contact(record: Equipment) -> Iterator[Line]:
    contact = contact_of(record, record.owner)
    yield from _line(_("contact desk"), contact.desk)
    yield from _line(_("phone"), contact.phone)
    yield from _line(_("mail"), contact.mail)
    if not contact.can_be_reached:
        yield from _line(_("Website"), contact.website or record.source_url)


def _line(label: str, text: str, most: int = _LINE) -> Iterator[Line]:
    """One line where there is something to say."""
    if shown := on_one_line(text, most):
        yield Line(label, shown)


def _label(name: str) -> str:
    label = str(Equipment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]
