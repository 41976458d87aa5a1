"""Addresses of reservations, below ``/reservations/``."""

from django.urls import path

from hashiwatashi.web.reservations import (
    booking,
    calendars,
    finding,
    labels,
    permit,
    rooms,
    usage,
    views,
    waiting,
    week,
)

urlpatterns = [
    path("", views.index, name="reservation-list"),
    path("free/", finding.free, name="reservation-free"),
    path("rooms/<uuid:uid>/", rooms.rooms, name="reservation-rooms"),
    path("calendar/", calendars.calendar, name="reservation-calendar"),
    path("calendar/open/", calendars.open_feed, name="reservation-feed-open"),
    path("calendar/close/", calendars.close_feed, name="reservation-feed-close"),
    path("calendar/feed/<str:token>.ics", calendars.feed, name="reservation-feed"),
    path("day/", calendars.day_sheet, name="reservation-day"),
    path("utilisation/", usage.usage, name="reservation-usage"),
    path("equipment/<uuid:uid>/busy.ics", calendars.busy, name="reservation-busy"),
    path("equipment/<uuid:uid>/labels/", labels.labels, name="reservation-labels"),
    path("equipment/<uuid:uid>/", week.week, name="reservation-week"),
    path("units/<uuid:uid>/new/", booking.new, name="reservation-new"),
    path("units/<uuid:uid>/waiting/", waiting.of_unit, name="reservation-waiting"),
    path("waiting/<uuid:uid>/withdraw/", waiting.withdraw, name="reservation-waiting-withdraw"),
    path("<uuid:uid>/", views.detail, name="reservation-detail"),
    path("<uuid:uid>/time/", booking.move, name="reservation-move"),
    path("<uuid:uid>/permit/", permit.permit, name="reservation-permit"),
    path("<uuid:uid>/permit.pdf", permit.permit_pdf, name="reservation-permit-pdf"),
    path("<uuid:uid>/step/<slug:verb>/", views.step, name="reservation-step"),
]
