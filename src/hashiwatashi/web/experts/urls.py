"""Addresses of the experts."""

from django.urls import path

from hashiwatashi.web.experts import editing, views

urlpatterns = [
    path("", views.index, name="expert-list"),
    path("new/", editing.add, name="expert-add"),
    path("<uuid:uid>/edit/", editing.edit, name="expert-edit"),
    path("<uuid:uid>/", views.detail, name="expert-detail"),
]
