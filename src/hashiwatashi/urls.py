"""Where every address leads."""

from __future__ import annotations

from django.urls import include, path

from hashiwatashi.api.application import api
from hashiwatashi.web import administration, errors, pages, visitors
from hashiwatashi.web.account import views as account
from hashiwatashi.web.areas import views as areas
from hashiwatashi.web.calls import views as calls
from hashiwatashi.web.equipment import views as equipment
from hashiwatashi.web.experts import views as experts
from hashiwatashi.web.needs import views as needs
from hashiwatashi.web.organisations import views as organisations
from hashiwatashi.web.search import views as search
from hashiwatashi.web.seeds import views as seeds

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", search.search, name="search"),
    path("home-prefecture/", visitors.choose_home, name="home-prefecture"),
    path("language/", pages.choose_language, name="set_language"),
    path("equipment/", equipment.index, name="equipment-list"),
    path("equipment/new/", equipment.add, name="equipment-add"),
    path("equipment/<uuid:uid>/", equipment.detail, name="equipment-detail"),
    path("equipment/<uuid:uid>/edit/", equipment.edit, name="equipment-edit"),
    path("equipment/<uuid:uid>/confirm/", equipment.confirm, name="equipment-confirm"),
    path("seeds/", seeds.index, name="seed-list"),
    path("seeds/new/", seeds.add, name="seed-add"),
    path("seeds/<uuid:uid>/", seeds.detail, name="seed-detail"),
    path("seeds/<uuid:uid>/edit/", seeds.edit, name="seed-edit"),
    path("experts/", experts.index, name="expert-list"),
    path("experts/<uuid:uid>/", experts.detail, name="expert-detail"),
    path("calls/", calls.index, name="call-list"),
    path("calls/<uuid:uid>/", calls.detail, name="call-detail"),
    path("needs/", needs.index, name="need-list"),
    path("needs/new/", needs.add, name="need-add"),
    path("needs/<uuid:uid>/", needs.detail, name="need-detail"),
    path("needs/<uuid:uid>/done/", needs.done, name="need-done"),
    path("needs/<uuid:uid>/edit/", needs.edit, name="need-edit"),
    path("needs/<uuid:uid>/take-back/<int:number>/", needs.take_back, name="need-take-back"),
    path("needs/<uuid:uid>/withdraw/", needs.withdraw, name="need-withdraw"),
    path("needs/<uuid:uid>/open/", needs.open_as_operator, name="need-open"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security, name="security-txt"),
    path("organisations/", organisations.index, name="organisation-list"),
    path("organisations/<uuid:uid>/", organisations.detail, name="organisation-detail"),
    path("areas/", areas.index, name="area-list"),
    path("areas/<slug:code>/", areas.detail, name="area-detail"),
    path("imports/", include("hashiwatashi.web.imports.urls")),
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
