"""Addresses of the equipment."""

from django.urls import path

from hashiwatashi.web.equipment import views

urlpatterns = [
    path("", views.index, name="equipment-list"),
    path("new/", views.add, name="equipment-add"),
    path("<uuid:uid>/", views.detail, name="equipment-detail"),
    path("<uuid:uid>/edit/", views.edit, name="equipment-edit"),
    path("<uuid:uid>/confirm/", views.confirm, name="equipment-confirm"),
]
