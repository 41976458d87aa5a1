"""What every page that changes a record shares: which organisation it is for, and forms that end in an action."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import EditConflict, InvalidInput, NotAllowed
from hashiwatashi.common.records import Record
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ANSWERING, Role
from hashiwatashi.web.conflicts import VersionedForm, reconcile
from hashiwatashi.web.visitors import account_of


def organisations_for(request: HttpRequest, roles: Collection[Role]) -> list[Organisation]:
    """The organisations in which the account holds one of ``roles`` today; raises `NotAllowed` without any."""
    held = [m.organisation for m in account_of(request).current_memberships if m.role in roles]
    if not held:
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))
    return list(dict.fromkeys(held))


def institutions_for(request: HttpRequest) -> list[Organisation]:
    """The institutions whose questions the account answers today; raises `NotAllowed` without any."""
    answered = account_of(request).current_desk_ids
    return [one for one in organisations_for(request, ANSWERING) if one.pk in answered]


class OwnerForm(forms.Form):
    """For which of one's organisations something is registered; asked only where there is a choice."""

    owner = forms.ChoiceField(label="")

    def __init__(self, organisations: list[Organisation], label: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._by_uid = {str(organisation.uid): organisation for organisation in organisations}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.label = label
        field.choices = [(uid, organisation.name) for uid, organisation in self._by_uid.items()]
        self.initial.setdefault("owner", next(iter(self._by_uid)))

    @property
    def organisation(self) -> Organisation:
        """The organisation chosen; the form must be valid."""
        return self._by_uid[self.cleaned_data["owner"]]


def set_apart(form: forms.BaseForm, verb: str) -> None:
    """Give the fields of a step's form ids of their own, for the forms of several steps stand on one page: else the
    label of one leads into the field of another. What the fields are called when they are sent stays."""
    form.auto_id = f"id_{verb}_%s"


def saved(form: forms.BaseForm, save: Callable[[], Any]) -> bool:
    """Whether ``save`` stored what the form holds; what the action refuses becomes errors of the form.

    Where somebody else was faster, the form shows both versions and waits for a second try.
    """
    try:
        save()
    except EditConflict as error:
        assert isinstance(form, VersionedForm)
        reconcile(form, cast(Record, error.data["record"]))
        return False
    except InvalidInput as error:
        messages = error.data.get("fields")
        if not isinstance(messages, dict):
            form.add_error(None, str(error))
            return False
        for name, texts in messages.items():
            known = name if name in form.fields else None
            form.add_error(None if name == NON_FIELD_ERRORS else known, texts)
        return False
    return True


def version_sent(request: HttpRequest) -> int | None:
    """The version that a form without fields was made from; None where it does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def form_page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page with forms; 400 where a sent form has errors and 409 where somebody else was faster, so that programs
    see it too."""
    sent = [value for value in context.values() if isinstance(value, forms.BaseForm) and value.is_bound]
    status = 400 if any(form.errors for form in sent) else 200
    if any(getattr(form, "conflicts", None) for form in sent):
        status = 409
    return render(request, template, context, status=status)
