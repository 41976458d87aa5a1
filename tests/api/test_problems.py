import uuid

import pytest
from django.urls import Resolver404, resolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hashiwatashi.api.application import api

LISTS = ("equipment", "seeds", "experts", "calls", "needs", "organisations")
VALUES = st.text(max_size=30) | st.integers().map(str) | st.datetimes().map(str)
NAMES = ("limit", "cursor", "q", "prefecture", "updated_since", "kind", "open", "owner", "external_use", "field")


@pytest.mark.parametrize(
    ("address", "status", "code", "field"),
    [
        ("equipment?limit=0", 422, "invalid_input", "limit"),
        ("equipment?limit=abc", 422, "invalid_input", "limit"),
        ("equipment?prefecture=48", 422, "invalid_input", "prefecture"),
        ("equipment?cursor=!!!", 422, "invalid_input", "cursor"),
        ("equipment/00000000-0000-4000-8000-000000000000", 404, "not_found", None),
        ("match", 422, "invalid_input", "q"),
    ],
)
def test_refusals_are_problem_details(db, client, address, status, code, field):
    response = client.get(f"/api/v1/{address}")
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["code"], body["instance"]) == (status, code, f"/api/v1/{address.partition('?')[0]}")
    assert [error["field"] for error in body["errors"]] == ([field] if field else [])


@pytest.mark.parametrize("name", ["kinds", "fields", "unknown"])
def test_more_parameters_than_are_counted_are_a_problem_of_the_caller(db, client, name):
    response = client.get(f"/api/v1/match?q=SEM&{'&'.join([f'{name}=a'] * 1200)}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert (response.json()["status"], response.json()["code"]) == (400, "http_error")


@pytest.mark.parametrize(("language", "start"), [("ja", "該当する記録がない"), ("en", "There is no such record")])
def test_refusals_speak_the_callers_language(db, client, language, start):
    response = client.get(f"/api/v1/seeds/{uuid.uuid4()}", headers={"accept-language": language})
    detail = response.json()["detail"]

    assert detail.startswith(start)


def test_every_route_declares_its_permission_and_its_refusals():
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    routes = [(path, verb, route) for path, verbs in paths.items() for verb, route in verbs.items()]
    assert len(routes) >= 15
    asked = [(verb, route.get("x-permission")) for _path, verb, route in routes]
    assert {permission for verb, permission in asked if verb == "get"} == {"public", "note_consultation"}
    assert {permission for verb, permission in asked if verb == "post"} == {
        "public",
        "signed in",
        "use_reservation on the record",
        "of the step, on the record",
        "withdraw_waiting on the record",
        "close_unit on the units",
        "close_unit on the record",
        "keep_opening on the organisation",
        "set_use_rules on the record",
        "note_consultation",
        "handle_consultation on the record",
        "follow_consultation on the record",
    }
    changing = [permission for verb, permission in asked if verb == "patch"]
    changed = [f"change_{name} on the record" for name in ("equipment", "measure", "need", "seed")]
    assert sorted(changing) == [*changed, "close_unit on the record"]
    assert [path for path, _, route in routes if not {200, 404, 422} <= set(route["responses"])] == []
    assert {verb for _, verb, _ in routes} == {"get", "post", "patch"}


@pytest.mark.parametrize("path", ["equipment", "prefectures", "seeds/00000000-0000-4000-8000-000000000000"])
def test_a_head_is_that_of_the_get_without_its_body(db, client, path):
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head["Content-Type"] == got["Content-Type"]
    assert head["Content-Length"] == str(len(got.content))


def test_the_document_is_openapi_3_1(client):
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_the_documentation_page_needs_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs")
    assert (page.status_code, "http://" in page.content.decode(), "https://" in page.content.decode()) == (
        200,
        False,
        False,
    )


def test_an_unknown_address_below_the_api_is_no_route():
    with pytest.raises(Resolver404):
        resolve("/api/v1/nothing")


class NothingBreaksIt(TestCase):
    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(LISTS),
        st.dictionaries(
            st.sampled_from(NAMES), st.text(max_size=30) | st.integers().map(str) | st.datetimes().map(str)
        ),
    )
    def test_odd_parameters_never_are_our_fault(self, name, parameters):
        assert self.client.get(f"/api/v1/{name}", parameters).status_code in {200, 400, 422}

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=300))
    def test_odd_needs_never_are_our_fault(self, text):
        assert self.client.get("/api/v1/match", {"q": text}).status_code in {200, 422}


@pytest.mark.parametrize(
    ("verb", "address", "status", "code"),
    [("get", "nothing", 404, "not_found"), ("delete", "equipment", 405, "method_not_allowed")],
)
def test_what_no_route_answers_is_a_problem_too(db, client, verb, address, status, code):
    response = getattr(client, verb)(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["code"] == code


def test_a_list_is_asked_for_again_by_its_tag(db, client):
    first = client.get("/api/v1/equipment")
    again = client.get("/api/v1/equipment", headers={"if-none-match": first["ETag"]})
    assert (first["Cache-Control"], again.status_code, again.content) == ("no-cache", 304, b"")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"text": "x" * 20_001}, "20000文字以内にしてください。"),
        ({"text": 3}, "文字列にしてください。"),
        ({"text": "", "kinds": []}, "1文字以上にしてください。"),
        ({}, "この値は必須です。"),
    ],
)
def test_each_error_is_told_in_japanese(db, client, body, message):
    response = client.post("/api/v1/match", body, "application/json", headers={"accept-language": "ja"})
    assert message in [error["message"] for error in response.json()["errors"]]
