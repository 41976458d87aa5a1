"""A row comes back from its line exactly, whatever stands in it; what no table can hold is refused, with why."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.bags.models import Bag
from hashiwatashi.commands.whole.rows import cells_of, columns, line_of, read_line
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.people.models import Account

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=300)
INSIDE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC))


def proposal(**values):
    known = {"id": 1, "uid": uuid4(), "created_at": datetime(2026, 4, 1, tzinfo=UTC), "table": "equipment"}
    known |= {"updated_at": known["created_at"], "first_uid": uuid4(), "second_uid": uuid4()}
    known |= {"likeness": Decimal("0.850"), "reason": "同じ名前"}
    return DuplicateProposal(**{**known, **values})


def line(record):
    names = [field.attname for field in columns(type(record))]
    return line_of(names, [getattr(record, name) for name in names]).encode()


def values_of(record):
    return {field.attname: getattr(record, field.attname) for field in columns(type(record))}


@given(reason=TEXT, before=st.dictionaries(TEXT, INSIDE, max_size=3), moment=MOMENTS)
def test_every_value_comes_back_and_a_row_is_one_line(reason, before, moment):
    record = proposal(reason=reason, before=before, created_at=moment)
    written = line(record)
    assert written.count(b"\n") == 1
    assert values_of(read_line(DuplicateProposal, written)) == values_of(record)


def test_secrets_do_not_stand_in_the_line_and_are_unusable_afterwards():
    account = Account(id=3, email="a@example.jp", password="pbkdf2_sha256$secret")
    account.created_at = account.updated_at = datetime(2026, 4, 1, tzinfo=UTC)
    assert b"secret" not in line(account)
    assert not read_line(Account, line(account)).has_usable_password()
    bag = Bag(id=1, account_id=3, title="候補", shared_key="secret")
    bag.created_at = bag.updated_at = account.created_at
    assert read_line(Bag, line(bag)).shared_key == ""


def test_cells_are_for_people():
    assert cells_of([None, True, date(2026, 4, 1), Decimal("0.850"), {"名": [1]}, "改\n行"]) == [
        "",
        "True",
        "2026-04-01",
        "0.850",
        '{"名": [1]}',
        "改\n行",
    ]


REFUSED = {
    "NUL": {"reason": "a\0b"},
    "NUL within JSON": {"before": {"a": ["\0"]}},
    "NUL in a key": {"before": {"\0": 1}},
    "half of a pair": {"reason": "\ud800"},
    "nothing": {"reason": None},
    "too long": {"reason": "字" * 301},
    "a number for text": {"reason": 5},
    "text for a number": {"version": "1"},
    "true for a number": {"version": True},
    "a fraction for a whole number": {"version": 1.5},
    "no day": {"created_at": "昨日"},
    "a moment without its zone": {"created_at": "2026-04-01T00:00:00"},
    "no identifier": {"uid": "架空"},
    "no decimal": {"likeness": "many"},
    "a list for text": {"reason": ["a"]},
    "an unknown column": {"shoe_size": 5},
    "not a number": {"before": {"a": float("nan")}},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_table_cannot_hold_is_refused(changes):
    written = json.dumps({**json.loads(line(proposal())), **changes}).encode()
    with pytest.raises(InvalidInput):
        read_line(DuplicateProposal, written)


@pytest.mark.parametrize("written", [b"", b"[]", b"5", b"{", b"\xff", b"{}", b"[" * 100_000], ids=range(7))
def test_what_is_no_row_is_refused(written):
    with pytest.raises(InvalidInput):
        read_line(DuplicateProposal, written)
