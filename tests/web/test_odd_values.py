"""Whatever passes the one door for values can be shown, listed, exported, indexed, found and sent."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.factories import CallFactory, EquipmentFactory, NeedFactory, OrganisationFactory, SeedFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.funding.actions import change_call
from hashiwatashi.matching import sync
from hashiwatashi.needs.actions import change_need
from hashiwatashi.organisations.actions import change_organisation
from hashiwatashi.technology.actions import change_seed

pytestmark = pytest.mark.django_db
TESTER = SystemActor("test")

# What people paste, programs leave behind and attackers send.
ODD = st.sampled_from(
    [
        "\ufdfa" * 400,
        "㌖" * 200,
        "=cmd|' /C calc'!A0",
        "＝１＋１",
        "a\x00b\x1b[31m",
        "\ufffe\uffff\u200b\u202e",
        "\ud800",
        "辻󠄀葛󠄀",
        "e\u0301\u0301" * 50,
        "<script>alert(1)</script>",
        "{{ 7*7 }}{% now %}%(x)s %s",
        "👨‍👩‍👧‍👦" * 20,
        " " * 10,
        "ひ" * 500,
    ]
)
TEXTS = ODD | st.text(max_size=60) | st.text("あア亜aA1 -・()（）\n\t", max_size=60)
MOMENTS = st.datetimes(timezones=st.just(datetime.UTC)) | st.none()
DAYS = st.dates() | st.none()
NUMBERS = st.integers(-(10**21), 10**21) | st.none()


def _kinds():
    """For each kind: its record, the verb that changes it, and its fields with odd values."""
    return {
        "equipment": (EquipmentFactory, change_equipment, {"name": TEXTS, "uses": TEXTS, "acquired_on": DAYS}),
        "seed": (SeedFactory, change_seed, {"title": TEXTS, "summary": TEXTS, "trl": NUMBERS}),
        "call": (
            CallFactory,
            change_call,
            {"title": TEXTS, "opens_at": MOMENTS, "closes_at": MOMENTS, "max_amount_yen": NUMBERS},
        ),
        "need": (NeedFactory, change_need, {"title": TEXTS, "text": TEXTS, "deadline": DAYS}),
        "organisation": (OrganisationFactory, change_organisation, {"name": TEXTS, "capital_yen": NUMBERS}),
    }


@pytest.mark.parametrize("kind", _kinds())
@given(data=st.data())
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_stored_can_always_be_shown(client, settings, tmp_path, kind, data):
    factory, change, fields = _kinds()[kind]
    settings.SEARCH_INDEX = tmp_path / "index"
    record = factory()
    for name, values in fields.items():
        try:
            change(record, by=TESTER, **{name: data.draw(values, label=name)})
        except InvalidInput:
            continue
    assert sync.update_index() >= 0
    assert sync.differences().aside == {}

    page, address = reverse(f"{kind}-list"), reverse(f"{kind}-detail", args=[record.uid])
    plural = page.strip("/")
    for path in (page, address, f"/api/v1/{plural}", f"/api/v1/{plural}/{record.uid}"):
        assert client.get(path).status_code == 200, path
    shown = getattr(record, "title", "") or getattr(record, "name", "")
    for path in ("/", "/api/v1/match"):
        assert client.get(path, {"q": shown[:200] or "x"}).status_code in {200, 422}, path
    lines = client.get(page, {"export": "csv"}).getvalue().decode("utf-8-sig")
    assert any(str(record.uid) in row for row in csv.reader(io.StringIO(lines)))
    book = load_workbook(io.BytesIO(client.get(page, {"export": "xlsx"}).content), read_only=True)
    assert any(str(record.uid) in row for row in book.active.iter_rows(values_only=True))
