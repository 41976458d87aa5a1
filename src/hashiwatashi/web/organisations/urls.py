"""Addresses of the organisations."""

from django.urls import path

from hashiwatashi.web.organisations import views

urlpatterns = [
    path("", views.index, name="organisation-list"),
    path("<uuid:uid>/", views.detail, name="organisation-detail"),
]
