"""うちは対象？: of which class a firm is, with the reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hashiwatashi.firms.assessing import assess
from hashiwatashi.firms.enums import Group
from hashiwatashi.firms.rules_data import every, rules_on
from hashiwatashi.web.firms.forms import FirmForm
from hashiwatashi.web.permissions import public


@public
def questionnaire(request: HttpRequest) -> HttpResponse:
    """Ask and answer on one page; what is told stands in no address and is not stored."""
    form = FirmForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "today": timezone.localdate()}
    if form.is_valid():
        rules = rules_on(form.cleaned_data["rules"] or every()[0].key, timezone.localdate())
        context |= {"found": assess(form.firm(), rules, timezone.localdate()), "rules": rules}
    return render(request, "firms/class.html", context, status=400 if form.errors else 200)


@public
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rule sets with their bounds, periods and sources."""
    listed = [(rules, [(group, rules.bounds(group)) for group in Group]) for rules in every()]
    return render(request, "firms/rules.html", {"listed": listed})
