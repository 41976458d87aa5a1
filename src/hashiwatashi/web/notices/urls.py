"""Addresses of the notices, below ``/notices/``."""

from __future__ import annotations

from django.urls import path

from hashiwatashi.web.notices import mails, views

urlpatterns = [
    path("", views.index, name="notice-list"),
    path("read/", views.read_all, name="notice-read-all"),
    path("<uuid:uid>/read/", views.read, name="notice-read"),
    path("mails/", mails.preferences, name="notice-mails"),
    path("mails/stop/<str:token>/", mails.stop, name="notice-stop"),
]
