"""Where every address leads."""

from __future__ import annotations

from django.urls import include, path

from hashiwatashi.api.application import api
from hashiwatashi.web import administration, errors, pages, paper, reckoning, visitors
from hashiwatashi.web.account import views as account
from hashiwatashi.web.advice import views as advice
from hashiwatashi.web.rooms import addresses
from hashiwatashi.web.search import views as search

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", search.search, name="search"),
    path("home-prefecture/", visitors.choose_home, name="home-prefecture"),
    path("reckoning/", reckoning.choose_reckoning, name="reckoning"),
    path("language/", pages.choose_language, name="set_language"),
    *[path(f"{room}/", include(f"hashiwatashi.web.{room}.urls")) for room in addresses()],
    path("bag/", include("hashiwatashi.web.bag.urls")),
    path("searches/", include("hashiwatashi.web.searches.urls")),
    path("qr/", paper.code, name="qr"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security, name="security-txt"),
    path("advice/", advice.advice, name="advice"),
    path("areas/", include("hashiwatashi.web.areas.urls")),
    path("consultations/", include("hashiwatashi.web.consultations.urls")),
    path("desk/", include("hashiwatashi.web.desk.urls")),
    path("licences/", include("hashiwatashi.web.licences.urls")),
    path("imports/", include("hashiwatashi.web.imports.urls")),
    path("notices/", include("hashiwatashi.web.notices.urls")),
    path("opening/", include("hashiwatashi.web.opening.urls")),
    path("plans/", include("hashiwatashi.web.plans.urls")),
    path("charge/", include("hashiwatashi.web.holders.urls")),
    path("class/", include("hashiwatashi.web.firms.urls")),
    path("join/", include("hashiwatashi.web.joining.urls")),
    path("reservations/", include("hashiwatashi.web.reservations.urls")),
    path("who/", include("hashiwatashi.web.duties.urls")),
    path("work/", include("hashiwatashi.web.work.urls")),
    path("mypage/", account.home, name="account-home"),
    path("help/", pages.guide, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("sitemap/", pages.site_map, name="site-map"),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("administration/", administration.site.urls),
]
