"""Addresses of the calls."""

from django.urls import path

from hashiwatashi.web.calls import views

urlpatterns = [
    path("", views.index, name="call-list"),
    path("<uuid:uid>/", views.detail, name="call-detail"),
]
