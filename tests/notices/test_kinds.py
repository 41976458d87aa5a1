"""Each kind of notice reads well, leads somewhere, and tells a mail only what it declares for mails."""

import re
from uuid import uuid4

import pytest
from django.utils import translation

from hashiwatashi.notices.kind import UnknownNotice
from hashiwatashi.notices.kinds import KINDS, kind_of
from hashiwatashi.notices.models import Notice
from hashiwatashi.web.notices.leads import href_of

# What a mail may name: numbers alone. Names, titles and reasons stand behind the sign-in.
HARMLESS = {"count"}


def values(kind):
    return {name: 12 if name == "count" else f"zq{name}zq" for name in kind.parameters}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_line_names_every_parameter_and_a_mail_only_harmless_ones(kind, language):
    with translation.override(language):
        line, mail = kind.line(values(kind)), kind.mail_line(values(kind))
    assert all(str(value) in line for value in values(kind).values())
    assert kind.mail_parameters <= kind.parameters & HARMLESS
    assert re.findall("zq.*?zq", mail) == []
    assert "%(" not in line + mail


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_leads_to_an_address(kind):
    uid = uuid4()
    href = href_of(Notice(kind=kind.code, about=uid))
    assert (str(uid) in href) == kind.takes_uid


def test_the_english_line_knows_one_and_many():
    kind = KINDS["equipment_unconfirmed"]
    with translation.override("en"):
        lines = [kind.mail_line({"count": count}) for count in (1, 12)]
    assert lines == [
        "1 piece of your equipment has not been confirmed for a year.",
        "12 pieces of your equipment have not been confirmed for a year.",
    ]


def test_a_kind_that_is_not_declared_is_refused():
    with pytest.raises(UnknownNotice):
        kind_of("never_declared")
