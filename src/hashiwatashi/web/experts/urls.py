"""Addresses of the experts."""

from django.urls import path

from hashiwatashi.web.experts import views

urlpatterns = [
    path("", views.index, name="expert-list"),
    path("<uuid:uid>/", views.detail, name="expert-detail"),
]
