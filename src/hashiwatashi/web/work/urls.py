"""Addresses of long work, below ``/work/``."""

from __future__ import annotations

from django.urls import path

from hashiwatashi.web.work import views

urlpatterns = [
    path("", views.index, name="work-list"),
    path("lists/", views.order_list, name="work-order-list"),
    path("themes/", views.order_themes, name="work-order-themes"),
    path("<uuid:uid>/", views.detail, name="work-detail"),
    path("<uuid:uid>/file/", views.file, name="work-file"),
    path("<uuid:uid>/cancel/", views.cancel, name="work-cancel"),
    path("<uuid:uid>/again/", views.again, name="work-again"),
    path("<uuid:uid>/forget/", views.forget, name="work-forget"),
]
