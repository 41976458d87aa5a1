"""My licences and my courses, and one licence with its steps for those who keep it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import CourseSeat, OperatorLicence
from hashiwatashi.web.licences.steps import Offered, offered_to
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.visitors import account_of


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Which instruments I may operate alone until when, and which courses I applied for."""
    account = account_of(request)
    context = {
        "licences": list(OperatorLicence.objects.visible_to(account).filter(person=account).for_lists()),
        "seats": list(
            CourseSeat.objects.visible_to(account)
            .filter(person=account)
            .standing()
            .for_lists()
            .order_by("-course__starts", "pk")
        ),
    }
    return render(request, "licences/index.html", context)


@on_record(OperatorLicence, "read_licence")
def detail(request: HttpRequest, record: OperatorLicence) -> HttpResponse:
    """One licence: for what, until when, what speaks against it."""
    return page(request, record)


def page(
    request: HttpRequest, record: OperatorLicence, taken: Offered | None = None, sent: forms.Form | None = None
) -> HttpResponse:
    """The page of a licence; ``sent`` is the form of the step ``taken``, with its errors."""
    account = account_of(request)
    is_kept = account.has_perm("hashiwatashi.keep_licences", record)
    context = {
        "record": record,
        "state": record.state,
        "is_valid": record.state == LicenceState.VALID,
        "is_kept_by_us": is_kept,
        "is_mine": record.person_id == account.pk,
        "steps": [
            (one, sent if one is taken else one.form_of(record)) for one in (offered_to(record) if is_kept else ())
        ],
    }
    return render(request, "licences/detail.html", context, status=200 if sent is None else 400)
