"""Addresses of saved searches, below ``/searches/``."""

from __future__ import annotations

from django.urls import path

from hashiwatashi.web.searches import views

urlpatterns = [
    path("", views.index, name="saved-search-list"),
    path("save/", views.save, name="saved-search-save"),
    path("<uuid:uid>/run/", views.run, name="saved-search-run"),
    path("<uuid:uid>/rename/", views.rename, name="saved-search-rename"),
    path("<uuid:uid>/watch/", views.tell_or_not, name="saved-search-watch"),
    path("<uuid:uid>/delete/", views.delete, name="saved-search-delete"),
]
