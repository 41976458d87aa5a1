"""What in a story would tell whose it is: it is neither asked consent for nor published while there is any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.folding import plain, to_digits
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.spelling import cores, holds, is_titled, surnames

_MAIL = re.compile(r"[\w.+-]+ ?(?:@|[(\[]at[)\]]) ?[\w-]+(?: ?\. ?[\w-]+)* ?\. ?[a-z]{2,}", re.IGNORECASE)
_PAGE = re.compile(
    r"https?://\S+|www\.[\w.-]+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:jp|com|net|org|info)\b", re.IGNORECASE
)
# Blanks and dots stand between measured values, too: with them it is a number only in the groups of a telephone.
_PHONE = re.compile(
    r"(?<![\d.-])(?:\+81|\(?0)(?:[-()]?\d){8,10}(?![\d.])"
    r"|(?<![\d.-])(?:\+81[-(). ・]*|\(?0)\d{1,4}[-(). ・]{1,2}\d{1,4}[-(). ・]{1,2}\d{4}(?![\d.])"
)
_CORPORATE = re.compile(r"(?<!\d)\d(?:[- ]?\d{4}){3}(?!\d)")
_POSTCODE = re.compile(r"〒 ?\d{3}-?\d{4}")
_ADDRESS = re.compile(r"[^\s、。「」()]{1,12}(?:市(?!場)|[区町村郡])[^\s、。「」()]{0,12}?\d+(?:丁目|番地|-\d+)")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_COUNTED = re.compile("[〇一二三四五六七八九十百]+(?=丁目|番地)")
_LONG_MARK = re.compile(r"(?<=\d)ー(?=\d)")
_SHORTEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that tells whose the story is, and what it is."""

    what: str | Promise
    word: str

    def __str__(self) -> str:
        return f"{self.what}: {self.word}"


def named_in(story: Story) -> list[Found]:
    """Names of the firm and the people of the case, mail, telephone and corporate numbers, addresses; each once."""
    text, case = story.text, story.consultation
    found = [*_names(text, case), *_patterns(text), *_own_numbers(text, case)]
    return list({(str(one.what), one.word): one for one in found}.values())


def _names(text: str, case: Consultation) -> Iterator[Found]:
    bodies = _bodies(case)
    for name in _firms(case, bodies):
        if holds(text, name):
            yield Found(_("Name of the firm"), name)
    for name in _people(case):
        if holds(text, name) or any(is_titled(text, one) for one in surnames(name)):
            yield Found(_("Name of a person"), name)
    for name in _places(case, bodies):
        if holds(text, name):
            yield Found(_("Address"), name)


def _bodies(case: Consultation) -> list[Organisation]:
    """The firm of the case, and every one that the account which asked acts or acted for: it may have asked without
    naming it. The institutions that answered are told in the story."""
    known = Organisation.objects.filter(memberships__account=case.asker_id) if case.asker_id else None
    asked = list(known.exclude(pk__in=case.periods.values("organisation")).distinct()) if known is not None else []
    return list({one.pk: one for one in (*([case.firm] if case.firm else []), *asked)}.values())


def _firms(case: Consultation, bodies: Iterable[Organisation]) -> Iterator[str]:
    """The firm by each of its names, with and without its legal form."""
    for name in filter(None, [case.contact_firm, *(name for body in bodies for name in _all_names(body))]):
        yield from cores(name)


def _all_names(firm: Organisation) -> list[str]:
    return [firm.name, firm.name_kana, firm.name_en, *(former.name for former in firm.names.all())]


def _people(case: Consultation) -> Iterator[str]:
    """Whoever asked, by the whole name and its parts; the people of the institutions by their whole names."""
    for name in filter(None, [case.contact_name, *_account_names(case.asker)]):
        yield from (name, *re.split(r"[\s　・]+", name))
    writers = Account.objects.filter(pk__in=case.entries.exclude(by=None).values("by")).select_related("person")
    for account in {case.officer, *writers}:
        yield from _account_names(account)


def _account_names(account: Account | None) -> list[str]:
    if account is None:
        return []
    person = [account.person.name, account.person.name_kana] if account.person else []
    return [account.display_name, *person]


def _places(case: Consultation, bodies: Iterable[Organisation]) -> Iterator[str]:
    """More of the place than the story may tell."""
    yield from (body.address for body in bodies if body.address)
    places = (case.municipality, *(body.municipality for body in bodies))
    yield from (place.name for place in places if place)


def _patterns(text: str) -> Iterator[Found]:
    folded = _LONG_MARK.sub("-", plain(text))
    for what, pattern, read in (
        (_("Mail address"), _MAIL, folded),
        (_("Page on the web"), _PAGE, folded),
        (_("Telephone number"), _PHONE, folded.translate(_KANJI_DIGITS)),
        (_("Corporate number"), _CORPORATE, folded),
        (_("Address"), _POSTCODE, folded),
        (_("Address"), _ADDRESS, _COUNTED.sub(lambda found: "1" * len(found[0]), folded)),
    ):
        # What is read otherwise is as long as it was written, and told as it was.
        yield from (Found(what, folded[one.start() : one.end()].strip()) for one in pattern.finditer(read))


def _own_numbers(text: str, case: Consultation) -> Iterator[Found]:
    """The numbers of the case itself, however they are written."""
    digits = to_digits(text.translate(_KANJI_DIGITS))
    bodies = _bodies(case)
    known: Iterable[tuple[str | Promise, str]] = (
        (_("Telephone number"), case.contact_phone),
        *((_("Telephone number"), body.contact_phone) for body in bodies),
        *((_("Corporate number"), body.corporate_number or "") for body in bodies),
    )
    for what, number in known:
        if len(to_digits(number)) >= _SHORTEST_NUMBER and to_digits(number) in digits:
            yield Found(what, number)
