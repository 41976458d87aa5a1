"""What in a story would tell whose it is: it is neither asked consent for nor published while there is any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.folding import fold, name_key, plain, to_digits
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.stories.models import Story

_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|協同組合"
    r"|(?:co\.?,? ?ltd|inc|corp(?:oration)?|k\.k)\.?"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.-])(?:\+81|\(?0)(?:[-()]?\d){8,10}(?![\d.])")
_CORPORATE = re.compile(r"(?<!\d)\d(?:[- ]?\d){12}(?!\d)")
_POSTCODE = re.compile(r"〒 ?\d{3}-?\d{4}")
_ADDRESS = re.compile(r"[^\s、。「」()]{1,12}(?:市(?!場)|[区町村郡])[^\s、。「」()]{0,12}?\d+(?:丁目|番地|-\d+)")
_KANJI = re.compile(r"[\u3400-\u9fff々]")
# So many characters of a name say whose it is; without kanji fewer would be found inside of other words.
_SHORTEST, _SHORTEST_WITHOUT_KANJI = 2, 4
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
    key = name_key(text)
    for name in _firms(case):
        if _holds(key, name):
            yield Found(_("Name of the firm"), name)
    for name in _people(case):
        if _holds(key, name):
            yield Found(_("Name of a person"), name)
    for name in _places(case):
        if _holds(key, name):
            yield Found(_("Address"), name)


def _firms(case: Consultation) -> Iterator[str]:
    """The firm by each of its names, with and without its legal form."""
    for name in filter(None, [case.contact_firm, *(_all_names(case.firm) if case.firm else ())]):
        yield name
        yield _FORMS.sub("", fold(name)).strip()


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


def _places(case: Consultation) -> Iterator[str]:
    """More of the place than the story may tell."""
    if case.firm and case.firm.address:
        yield case.firm.address
    places = (case.municipality, case.firm.municipality if case.firm else None)
    yield from (place.name for place in places if place)


def _patterns(text: str) -> Iterator[Found]:
    folded = plain(text)
    for what, pattern in (
        (_("Mail address"), _MAIL),
        (_("Telephone number"), _PHONE),
        (_("Corporate number"), _CORPORATE),
        (_("Address"), _POSTCODE),
        (_("Address"), _ADDRESS),
    ):
        yield from (Found(what, match.strip()) for match in pattern.findall(folded))


def _own_numbers(text: str, case: Consultation) -> Iterator[Found]:
    """The numbers of the case itself, however they are written."""
    digits = to_digits(text)
    known: Iterable[tuple[str | Promise, str]] = (
        (_("Telephone number"), case.contact_phone),
        (_("Telephone number"), case.firm.contact_phone if case.firm else ""),
        (_("Corporate number"), (case.firm.corporate_number or "") if case.firm else ""),
    )
    for what, number in known:
        if len(to_digits(number)) >= _SHORTEST_NUMBER and to_digits(number) in digits:
            yield Found(what, number)


def _holds(key: str, name: str) -> bool:
    wanted = name_key(name)
    shortest = _SHORTEST if _KANJI.search(wanted) else _SHORTEST_WITHOUT_KANJI
    return len(wanted) >= shortest and wanted in key
