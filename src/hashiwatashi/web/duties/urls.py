"""Addresses of who answers, and of role declarations, below ``/who/``."""

from django.urls import path

from hashiwatashi.web.duties import declaring, views

urlpatterns = [
    path("", views.who, name="who"),
    path("gaps/", views.gap_list, name="who-gaps"),
    path("declarations/", declaring.index, name="duty-list"),
    path("declarations/new/", declaring.add, name="duty-add"),
    path("declarations/<uuid:uid>/", declaring.detail, name="duty-detail"),
    path("declarations/<uuid:uid>/edit/", declaring.edit, name="duty-edit"),
    path("declarations/<uuid:uid>/step/<slug:verb>/", declaring.step, name="duty-step"),
]
