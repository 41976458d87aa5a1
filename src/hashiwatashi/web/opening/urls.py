"""Addresses of opening hours, rules of use, units and closures, below ``/opening/``."""

from django.urls import path

from hashiwatashi.web.opening import closures, days, rules, sheets, undoing, units

urlpatterns = [
    path("", rules.start, name="opening"),
    path("<uuid:uid>/", rules.index, name="use-rules"),
    path("<uuid:uid>/sheet.xlsx", sheets.sheet, name="opening-sheet"),
    path("<uuid:uid>/rules/new/", rules.add, name="use-rules-add"),
    path("rules/<uuid:uid>/edit/", rules.edit, name="use-rules-edit"),
    path("rules/<uuid:uid>/undo/", undoing.undo, name="use-rules-undo"),
    path("<uuid:uid>/days/", days.index, name="special-days"),
    path("<uuid:uid>/days/new/", days.add, name="special-day-add"),
    path("days/<uuid:uid>/cancel/", days.cancel, name="special-day-cancel"),
    path("equipment/<uuid:uid>/units/", units.index, name="unit-list"),
    path("equipment/<uuid:uid>/units/new/", units.add, name="unit-add"),
    path("units/<uuid:uid>/edit/", units.edit, name="unit-edit"),
    path("units/<uuid:uid>/undo/", units.undo, name="unit-undo"),
    path("<uuid:uid>/closures/", closures.index, name="closure-list"),
    path("<uuid:uid>/closures/new/", closures.add, name="closure-add"),
    path("closures/<uuid:uid>/end/", closures.end, name="closure-end"),
]
