"""One visitor cannot keep the others from the site."""

import threading

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from tests.factories import EquipmentFactory, MembershipFactory

from hashiwatashi.web.limits import Budgets, WritersMiddleware

pytestmark = pytest.mark.django_db


def test_a_budget_is_spent_and_fills_again():
    budgets = Budgets()
    taken = [budgets.take("a", 3, 0.0) for _ in range(4)]
    assert [(budget.left, budget.is_spent) for budget in taken] == [(2, False), (1, False), (0, False), (0, True)]
    assert not budgets.take("b", 3, 0.0).is_spent
    assert taken[2].full_in == 60
    assert not budgets.take("a", 3, 20.0).is_spent
    assert budgets.take("a", 3, 20.0).is_spent


@pytest.mark.parametrize("path", ["/?q=顕微鏡", "/api/v1/equipment"])
def test_who_asks_too_often_is_told_to_wait(client, build_index, settings, path):
    build_index()
    settings.REQUESTS_PER_MINUTE = 2
    answers = [client.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2]["Retry-After"] == "30"
    assert client.get("/help/").status_code == 200
    if path.startswith("/api/"):
        assert (answers[2]["Content-Type"], answers[2].json()["code"]) == (
            "application/problem+json",
            "too_many_requests",
        )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kinds": ["equipment", "equipment"]}, "kinds"),
        ({"kinds": ["equipment"] * 2000}, "kinds"),
        ({"prefectures": ["04"] * 48}, "prefectures"),
        ({"fields": [str(number) for number in range(21)]}, "fields"),
    ],
)
def test_lists_of_a_question_are_bounded_and_repeat_nothing(client, build_index, body, field):
    build_index()
    answer = client.post("/api/v1/match", {"text": "異物", **body}, content_type="application/json")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def test_a_page_does_not_grow_with_repeated_bounds(client, build_index):
    EquipmentFactory(name="異物顕微鏡")
    build_index()
    once = client.get("/?q=異物&kind=equipment&prefecture=04")
    often = client.get("/?q=異物" + "&kind=equipment&prefecture=04" * 300)
    assert often.context["chips"] == once.context["chips"]
    # The address of the page itself stands in a few places, and nothing multiplies it.
    assert len(often.content) < 4 * len(once.content)
    assert client.get("/?q=異物" + "".join(f"&field={number}" for number in range(50))).status_code == 400


def test_writers_leave_threads_to_readers(settings):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets many write at a time")
    settings.WEB_THREADS = 4
    free, inside = threading.Event(), threading.Semaphore(0)

    def view(request):
        inside.release()
        if request.method == "POST":
            free.wait(20)
        return HttpResponse("")

    site, requests = WritersMiddleware(view), RequestFactory()
    writers = [threading.Thread(target=site, args=(requests.post("/"),)) for _ in range(2)]
    for writer in writers:
        writer.start()
        inside.acquire()
    assert [site(requests.post("/")).status_code, site(requests.get("/")).status_code] == [503, 200]
    free.set()
    for writer in writers:
        writer.join()
    assert site(requests.post("/")).status_code == 200


@pytest.mark.parametrize("path", ["/equipment/", "/api/v1/equipment"])
def test_a_database_that_does_not_answer_is_a_503(client, path):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server is down")

    with connection.execute_wrapper(refuse):
        answer = client.get(path)
    assert (answer.status_code, "the server is down" in answer.content.decode()) == (503, False)


def test_what_depends_on_the_account_is_kept_by_no_cache(client):
    assert "no-store" not in client.get("/help/").get("Cache-Control", "")
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]
    client.force_login(MembershipFactory().account)
    for path in ("/", "/mypage/", "/help/", "/api/v1/equipment"):
        assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("name", ["home_prefecture", "sessionid", "django_language"])
def test_a_nul_in_a_cookie_is_not_read(client, name):
    client.cookies[name] = "a"
    client.cookies[name].set(name, "04\0", '"04\\000"')
    assert client.get("/").status_code == 200
