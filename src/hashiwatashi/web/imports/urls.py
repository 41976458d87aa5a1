"""Addresses of the import pages, below ``/imports/``."""

from __future__ import annotations

from django.urls import path

from hashiwatashi.web.imports import duplicates, views

urlpatterns = [
    path("", views.start, name="import-start"),
    path("history/", views.history, name="import-history"),
    path("templates/<slug:table>/", views.download_template, name="import-template"),
    path("duplicates/", duplicates.index, name="duplicate-list"),
    path("duplicates/<uuid:uid>/", duplicates.decide, name="duplicate-decide"),
    path("<uuid:uid>/", views.show, name="import-job"),
    path("<uuid:uid>/run/", views.run, name="import-run"),
    path("<uuid:uid>/sheet/", views.choose_sheet, name="import-sheet"),
    path("<uuid:uid>/discard/", views.discard, name="import-discard"),
    path("<uuid:uid>/rejects/<slug:form>/", views.rejects, name="import-rejects"),
]
