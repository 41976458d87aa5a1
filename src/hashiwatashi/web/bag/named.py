"""Several bags of one account: start one, say for whom it is, choose which is in use, delete one."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.bags.actions import change_bag, delete_bag, entries_of, make_bag, use_bag
from hashiwatashi.bags.models import Bag
from hashiwatashi.web.bag.keeping import bag_in_use, remember
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.visitors import account_of


class BagForm(forms.ModelForm[Bag]):
    """What a bag is called, and for whom it is."""

    class Meta:
        model = Bag
        fields = ("title", "for_whom", "note")
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3})}


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Start a further bag; it is then the one in use."""
    form = BagForm(request.POST or None)
    if form.is_valid() and saved(form, lambda: make_bag(by=account_of(request), **form.cleaned_data)):
        remember(request, [])
        messages.success(request, _("The shortlist is started. What you choose now goes into it."))
        return HttpResponseRedirect(reverse("bag"))
    return form_page(request, "bag/form.html", form=form)


@on_record(Bag, "use_bag")
def edit(request: HttpRequest, bag: Bag) -> HttpResponse:
    """Name a bag anew, and say for whom it is."""
    form = BagForm(request.POST or None, instance=bag)
    if form.is_valid() and saved(form, lambda: change_bag(bag, by=account_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("bag"))
    return form_page(request, "bag/form.html", form=form, bag=bag)


@on_record(Bag, "use_bag")
@require_POST
def use(request: HttpRequest, bag: Bag) -> HttpResponse:
    """Go on with another bag."""
    use_bag(bag, by=account_of(request))
    remember(request, entries_of(bag))
    return HttpResponseRedirect(reverse("bag"))


@on_record(Bag, "use_bag")
@require_POST
def delete(request: HttpRequest, bag: Bag) -> HttpResponse:
    """Delete a bag with its notes."""
    delete_bag(bag, by=account_of(request))
    rest = bag_in_use(request)
    remember(request, entries_of(rest) if rest else [])
    messages.success(request, _("The shortlist is deleted."))
    return HttpResponseRedirect(reverse("bag"))
