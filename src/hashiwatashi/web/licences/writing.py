"""Announcing, changing and cancelling courses."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.licences import courses
from hashiwatashi.licences.models import Course
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.licences.forms import CourseForm, ReasonForm
from hashiwatashi.web.opening.rules import reservable
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of


@on_record(Organisation, "keep_opening")
def add(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Announce a course of an institution."""
    initial = {"instruments": request.GET.getlist("equipment")}
    form = CourseForm(request.POST or None, initial=initial, owner=record, equipment=reservable(request, record))
    made: list[Course] = []

    def store() -> None:
        values = form.values()
        instruments = values.pop("instruments")
        made.append(courses.announce(Course(owner=record, **values), instruments, by=account_of(request)))

    if form.is_valid() and saved(form, store):
        messages.success(request, _("The course is announced."))
        return redirect("course-detail", made[0].uid)
    return form_page(request, "licences/course_form.html", form=form, whose=record)


@on_record(Course, "keep_courses")
def edit(request: HttpRequest, record: Course) -> HttpResponse:
    """Change a course; participants hear of another time or place."""
    equipment = reservable(request, record.owner)
    form = CourseForm(request.POST or None, instance=copy(record), owner=record.owner, equipment=equipment)

    def store() -> None:
        version, values = form.cleaned_data["version"], form.values()
        courses.change(record, by=account_of(request), version=version, **values)

    try:
        if form.is_valid() and saved(form, store):
            messages.success(request, _("Saved."))
            return redirect("course-detail", record.uid)
    except Conflict as error:
        form.add_error(None, str(error))
    return form_page(request, "licences/course_form.html", form=form, whose=record.owner, record=record)


@on_record(Course, "keep_courses")
@require_POST
def cancel(request: HttpRequest, record: Course) -> HttpResponse:
    """Let a course not take place; all who applied are told why."""
    form = ReasonForm(request.POST)
    try:
        if form.is_valid():
            courses.cancel(record, reason=form.cleaned_data["reason"], by=account_of(request))
            messages.success(request, _("Cancelled. All who applied are told."))
        else:
            messages.error(request, _("Say why: those who applied read it."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("course-participants", record.uid)
