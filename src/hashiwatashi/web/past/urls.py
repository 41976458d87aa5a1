"""Addresses of the past consultations."""

from django.urls import path

from hashiwatashi.web.past import views

urlpatterns = [
    path("", views.index, name="past-list"),
    path("<uuid:uid>/", views.detail, name="past-detail"),
]
