"""Addresses of operator licences and courses, below ``/licences/``."""

from django.urls import path

from hashiwatashi.web.licences import book, certificate, courses, own, participants, writing

urlpatterns = [
    path("", own.index, name="licence-list"),
    path("courses/", courses.index, name="course-list"),
    path("courses/<uuid:uid>/", courses.detail, name="course-detail"),
    path("courses/<uuid:uid>/apply/", courses.apply, name="course-apply"),
    path("courses/<uuid:uid>/edit/", writing.edit, name="course-edit"),
    path("courses/<uuid:uid>/cancel/", writing.cancel, name="course-cancel"),
    path("courses/<uuid:uid>/participants/", participants.index, name="course-participants"),
    path("courses/<uuid:uid>/outcome/", participants.outcome, name="course-outcome"),
    path("seats/<uuid:uid>/withdraw/", courses.withdraw, name="course-withdraw"),
    path("seats/<uuid:uid>/undo/", participants.undo, name="course-undo"),
    path("of/<uuid:uid>/", book.index, name="licence-book"),
    path("of/<uuid:uid>/new/", book.add, name="licence-add"),
    path("of/<uuid:uid>/courses/new/", writing.add, name="course-add"),
    path("<uuid:uid>/", own.detail, name="licence-detail"),
    path("<uuid:uid>/certificate.pdf", certificate.certificate_pdf, name="licence-certificate"),
    path("<uuid:uid>/step/<slug:verb>/", book.step, name="licence-step"),
]
