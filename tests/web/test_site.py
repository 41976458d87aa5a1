import pytest
from django.conf import settings
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path
from structlog.testing import capture_logs
from tests.factories import AccountFactory, EquipmentFactory, ExpertFactory, MembershipFactory

from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.urls import *  # noqa: F403  the error pages of the site
from hashiwatashi.urls import urlpatterns as site_patterns

pytestmark = pytest.mark.django_db

PAGES = ["/help/", "/privacy/", "/accessibility/", "/sitemap/", "/areas/", "/areas/04/", "/accounts/login/"]


def raising(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("not-allowed/", raising(NotAllowed("権限がありません"))),
    path("not-found/", raising(NotFound("ありません"))),
    path("conflict/", raising(Conflict("先を越されました"))),
    path("invalid/", raising(InvalidInput("読めません"))),
    path("missing/", raising(Http404())),
    path("broken/", raising(ZeroDivisionError())),
    *site_patterns,
]


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/not-allowed/", 403, "権限がありません"),
        ("/not-found/", 404, "ありません"),
        ("/conflict/", 409, "先を越されました"),
        ("/invalid/", 400, "読めません"),
        ("/missing/", 404, "ページが見つかりません"),
        ("/broken/", 500, "サーバーで問題が起きました"),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_becomes_a_page_that_says_how_to_go_on(client, address, status, message):
    client.raise_request_exception = False
    answer = client.get(address)
    assert (answer.status_code, message in answer.content.decode()) == (status, True)


@override_settings(
    ROOT_URLCONF=__name__,
    STORAGES={"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
    STATIC_ROOT="/nowhere",
)
def test_the_page_for_our_own_faults_needs_nothing_that_may_be_broken(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/broken/")
    assert (answer.status_code, "サーバーで問題が起きました" in answer.content.decode()) == (500, True)


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do():

    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "もう一度送信してください" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_japanese_even_for_an_english_browser(client, address):
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert '<html lang="ja">' in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_can_choose_english(client, address):
    client.post("/language/", {"language": "en", "next": address})
    assert '<html lang="en">' in client.get(address).content.decode()


def test_every_page_carries_the_strict_policy(client):
    policy = client.get("/help/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_help_tells_how_to_use_an_instrument(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/help/").content.decode()
    for words in ("Find free time", "apply for the permission", "operator licence", "can be waited for", "cancel on"):
        assert words in page
    assert all(f'href="{address}"' in page for address in ("/reservations/free/", "/licences/courses/"))


def test_the_own_prefecture_is_remembered_and_forgotten(client):
    answer = client.post("/home-prefecture/", {"prefecture": "04", "next": "/areas/"})
    assert answer.headers["Location"] == "/areas/"
    assert client.cookies["home_prefecture"].value == "04"
    client.post("/home-prefecture/", {"prefecture": ""})
    assert client.cookies["home_prefecture"].value == ""


def test_a_form_never_leads_to_another_site(client):
    answer = client.post("/home-prefecture/", {"prefecture": "04", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_prefecture_page_names_its_coordinators(client):
    expert = ExpertFactory()
    expert.areas.set(["04"])
    assert expert.person.name in client.get("/areas/04/").content.decode()
    assert "まだ登録されていません" in client.get("/areas/13/").content.decode()


def test_area_pages_count_what_there_is(client, django_assert_num_queries):
    EquipmentFactory.create_batch(3, prefecture_id="13")
    with django_assert_num_queries(3):
        tiles = client.get("/areas/").context["map"].tiles
    assert {tile.prefecture.code: tile.count for tile in tiles if tile.count} == {"13": 3}


@pytest.fixture
def operator(client):
    account = Account.objects.create_superuser("operator@example.jp", "a-long-invented-word")
    client.force_login(account)
    return account


def test_the_administration_site_shows_records_and_changes_none(client, operator):
    equipment = EquipmentFactory()
    assert client.get("/administration/hashiwatashi/equipment/").status_code == 200
    address = f"/administration/hashiwatashi/equipment/{equipment.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "x"}).status_code == 403
    assert client.get("/administration/hashiwatashi/auditevent/add/").status_code == 403


def test_roles_are_given_and_ended_through_the_actions(client, operator):
    other = MembershipFactory()
    account = AccountFactory()
    add = "/administration/hashiwatashi/membership/add/"
    fields = {"account": account.pk, "organisation": other.organisation.pk, "role": "clerk", "since": "2026-04-01"}
    assert client.post(add, fields).status_code == 302
    made = Membership.objects.get(account=account)
    assert (made.role, made.organisation) == ("clerk", other.organisation)
    change = f"/administration/hashiwatashi/membership/{made.pk}/change/"
    assert client.post(change, {"until": "2027-04-01"}).status_code == 302
    made.refresh_from_db()
    assert made.until.isoformat() == "2027-04-01"


def test_signing_in_to_administration_goes_through_the_site_itself(client):
    answer = client.get("/administration/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_logged_request_has_its_route_and_time_and_nothing_of_what_was_asked(client, settings):
    settings.MIDDLEWARE = ["hashiwatashi.web.middleware.RequestLogMiddleware", *settings.MIDDLEWARE]
    with capture_logs() as lines:
        client.get("/equipment/", {"text": "秘密の試作品"})
        client.get("/accounts/password/reset/key/1-secret/")
        client.get("/no-such-page/")
    assert [line["route"] for line in lines if line["event"] == "request"] == [
        "equipment/",
        "accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        None,
    ]
    assert [line["status"] for line in lines if line["event"] == "request"] == [200, 200, 404]
    assert all(line["ms"] > 0 for line in lines)
    assert "秘密" not in str(lines)
    assert "secret" not in str(lines)


def test_crawlers_and_finders_of_weaknesses_are_told_where_to_go(client, settings):
    assert "Disallow: /accounts/" in client.get("/robots.txt").content.decode()
    told = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: http://testserver/privacy/" in told
    settings.SECURITY_CONTACT = "mailto:security@example.jp"
    assert "Contact: mailto:security@example.jp" in client.get("/.well-known/security.txt").content.decode()
