"""The lists open where something waits, and are narrowed by words, number and field."""

import pytest
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401

from hashiwatashi.consultations import actions
from hashiwatashi.duties.models import Field
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def listed(page):
    return [row.record.topic for row in page.context["rows"]]


def view_of(page):
    return next(tab.name for tab in page.context["tabs"] if tab.is_current)


def test_it_opens_where_something_waits(client, asked, lab, person, firm):  # noqa: F811
    officer = person(lab)
    client.force_login(officer)
    assert view_of(client.get("/consultations/")) == "mine"
    record = asked()
    assert view_of(client.get("/consultations/")) == "free"
    assert 'href="?view=free"' in client.get("/consultations/?view=mine").content.decode()
    actions.take(record, by=officer)
    assert view_of(client.get("/consultations/")) == "mine"
    client.force_login(person(firm, Role.REPRESENTATIVE))
    page = client.get("/consultations/")
    assert view_of(page) == "asked"
    assert "/consultations/new/" in page.content.decode().partition('class="empty')[2]


def test_words_number_and_field_narrow_every_list(client, asked, lab, person):  # noqa: F811
    client.force_login(person(lab))
    field = Field.objects.create(code="surface", kind="technology", name="表面処理", since="2020-04-01")
    first = asked(topic="ボルトのさび", field=field, contact_mail="a@example.jp")
    asked(topic="焼き菓子", contact_firm="架空製菓", contact_mail="b@example.jp")
    address = "/consultations/?view=free"
    assert listed(client.get(f"{address}&q=さび ボルト")) == ["ボルトのさび"]
    assert listed(client.get(f"{address}&q=架空製菓")) == ["焼き菓子"]
    assert listed(client.get(f"{address}&q={first.number.lower()}")) == ["ボルトのさび"]
    assert listed(client.get(f"{address}&field={field.code}")) == ["ボルトのさび"]
    page = client.get(f"{address}&q=さび")
    assert {tab.name: tab.number for tab in page.context["tabs"]}["open"] == 1
    rows = b"".join(client.get(f"{address}&q=さび&export=csv")).decode("utf-8-sig")
    assert ("ボルトのさび" in rows, "焼き菓子" in rows) == (True, False)
    for odd in ("q=ない", "field=nothing&q=ない", "q=%00"):
        assert listed(client.get(f"{address}&{odd}")) in ([], ["ボルトのさび", "焼き菓子"])


def test_nothing_of_others_is_found(client, asked, elsewhere, person):  # noqa: F811
    client.force_login(person(elsewhere))
    record = asked(topic="よその件")
    for view in ("free", "open", "closed", "offered", "asked"):
        assert listed(client.get(f"/consultations/?view={view}&q={record.number}")) == []
