"""Addresses of those in charge of records, below ``/charge/``."""

from django.urls import path

from hashiwatashi.web.holders import handovers, views

urlpatterns = [
    path("<uuid:uid>/", views.index, name="holder-list"),
    path("<uuid:uid>/records/", views.records, name="holder-records"),
    path("<uuid:uid>/name/", views.name, name="holder-name"),
    path("<uuid:uid>/hand-over/", handovers.prepare, name="handover-prepare"),
    path("hand-overs/<uuid:uid>/", handovers.detail, name="handover-detail"),
    path("hand-overs/<uuid:uid>/report.pdf", handovers.report, name="handover-report"),
    path("hand-overs/<uuid:uid>/undo/", handovers.undo, name="handover-undo"),
]
