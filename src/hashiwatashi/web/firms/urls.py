"""Addresses of the class of a firm, below ``/class/``."""

from django.urls import path

from hashiwatashi.web.firms import keeping, views

urlpatterns = [
    path("", views.questionnaire, name="firm-class"),
    path("rules/", views.rule_list, name="firm-class-rules"),
    path("<uuid:uid>/", keeping.detail, name="firm-assessment"),
    path("<uuid:uid>/history/", keeping.history, name="firm-assessment-history"),
    path("<uuid:uid>/figures/", keeping.tell_new_figures, name="firm-figures"),
    path("<uuid:uid>/shareholders/new/", keeping.add_holding, name="firm-holding-add"),
    path("<uuid:uid>/shareholders/<uuid:entry>/", keeping.edit_holding, name="firm-holding-edit"),
    path("<uuid:uid>/officers/new/", keeping.add_officer, name="firm-officer-add"),
    path("<uuid:uid>/officers/<uuid:entry>/", keeping.edit_officer, name="firm-officer-edit"),
    path("<uuid:uid>/<slug:kind>/<uuid:entry>/<slug:verb>/", keeping.step, name="firm-entry-step"),
]
