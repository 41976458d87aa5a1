"""Addresses of who answers, and of role declarations, below ``/who/``."""

from django.urls import path

from hashiwatashi.web.duties import declaring, fields, targets, views

urlpatterns = [
    path("", views.who, name="who"),
    path("gaps/", views.gap_list, name="who-gaps"),
    path("fields/", fields.index, name="field-list"),
    path("fields/new/", fields.add, name="field-add"),
    path("fields/<uuid:uid>/edit/", fields.edit, name="field-edit"),
    path("targets/", targets.index, name="target-list"),
    path("targets/new/", targets.add, name="target-add"),
    path("targets/<uuid:uid>/edit/", targets.edit, name="target-edit"),
    path("declarations/", declaring.index, name="duty-list"),
    path("declarations/new/", declaring.add, name="duty-add"),
    path("declarations/publish/", declaring.publish, name="duty-publish"),
    path("declarations/<uuid:uid>/", declaring.detail, name="duty-detail"),
    path("declarations/<uuid:uid>/edit/", declaring.edit, name="duty-edit"),
    path("declarations/<uuid:uid>/step/<slug:verb>/", declaring.step, name="duty-step"),
]
