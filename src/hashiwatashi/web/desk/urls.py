"""Addresses of the desk, below ``/desk/``."""

from django.urls import path

from hashiwatashi.web.desk import changing, views

urlpatterns = [
    path("equipment/", views.index, name="desk-equipment"),
    path("equipment/confirm/", views.confirm, name="desk-confirm"),
    path("equipment/change/", changing.change, name="desk-change"),
    path("equipment/undo/<uuid:batch>/", views.undo, name="desk-undo"),
]
