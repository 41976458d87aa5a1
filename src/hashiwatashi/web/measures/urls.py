"""Addresses of the policy measures."""

from django.urls import path

from hashiwatashi.web.measures import views

urlpatterns = [
    path("", views.index, name="measure-list"),
    path("new/", views.add, name="measure-add"),
    path("<uuid:uid>/", views.detail, name="measure-detail"),
    path("<uuid:uid>/edit/", views.edit, name="measure-edit"),
    path("<uuid:uid>/step/<slug:verb>/", views.step, name="measure-step"),
]
