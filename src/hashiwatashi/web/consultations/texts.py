"""Texts that an institution keeps ready (定型文): their page, and putting one into an answer or a note."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.models import Account
from hashiwatashi.web.conflicts import VersionedForm
from hashiwatashi.web.consultations.forms import AnswerForm, StaffLineForm
from hashiwatashi.web.editing import OwnerForm, form_page, institutions_for, saved
from hashiwatashi.web.formats import called, day
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.visitors import account_of
from hashiwatashi.writing.models import ReadyText
from hashiwatashi.writing.texts import PLACES, add_text, archive_text, change_text, filled, restore_text

#: The steps whose text may be begun with one.
INSERTED: dict[str, type[forms.Form]] = {"answer": AnswerForm, "note": StaffLineForm}


class ReadyTextForm(VersionedForm):
    """Its name in the list, and what it says."""

    class Meta:
        model = ReadyText
        fields = ("name", "text")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts: ClassVar = {"name": gettext_lazy("As it stands in the list, for example “Sample has arrived”.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = PLACES.values() if is_japanese() else PLACES
        places = " ".join(f"{{{name}}}" for name in names)
        told = _("What differs from question to question is put in by itself where you write: %(places)s")
        self.fields["text"].help_text = told % {"places": places}


@permitted("keep_ready_texts")
def index(request: HttpRequest) -> HttpResponse:
    """The texts of the institutions for which the account answers."""
    own = [one.pk for one in institutions_for(request)]
    texts = list(ReadyText.objects.visible_to(account_of(request)).filter(owner__in=own).for_lists())
    context = {
        "texts": [one for one in texts if one.archived_at is None],
        "archived": [one for one in texts if one.archived_at is not None],
    }
    return render(request, "consultations/texts.html", context)


@permitted("keep_ready_texts")
def add(request: HttpRequest) -> HttpResponse:
    """Keep another text ready."""
    sent = request.POST or None
    owner, form = OwnerForm(institutions_for(request), _("Organisation"), sent), ReadyTextForm(sent)

    def store() -> None:
        add_text(owner=owner.organisation, by=account_of(request), **form.cleaned_data)

    try:
        if owner.is_valid() and form.is_valid() and saved(form, store):
            messages.success(request, _("Saved."))
            return redirect("consultation-texts")
    except Conflict as error:  # what was typed stays
        form.add_error(None, str(error))
    return form_page(request, "consultations/text.html", owner_form=owner, form=form)


@on_record(ReadyText, "change_ready_text")
def edit(request: HttpRequest, record: ReadyText) -> HttpResponse:
    """Change a text; answers that were begun with it stay as they are."""
    form = ReadyTextForm(request.POST or None, instance=copy(record))

    def store() -> None:
        change_text(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("consultation-texts")
    return form_page(request, "consultations/text.html", form=form, record=record)


@on_record(ReadyText, "change_ready_text")
@require_POST
def archive(request: HttpRequest, record: ReadyText) -> HttpResponse:
    """Offer it no longer, or again."""
    try:
        if request.POST.get("restore"):
            restore_text(record, by=account_of(request))
        else:
            archive_text(record, by=account_of(request))
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("consultation-texts")


def texts_for(record: Consultation, account: Account) -> list[ReadyText]:
    """The texts that somebody of the holder may put into an answer."""
    return list(ReadyText.objects.visible_to(account).filter(owner=record.holder_id).in_use())


def inserted(request: HttpRequest, record: Consultation, verb: str) -> forms.Form:
    """The form of a step as it was typed so far, with the chosen text after it, filled in for this question."""
    account, typed = account_of(request), request.POST.get("text", "").rstrip()
    chosen = next((one for one in texts_for(record, account) if str(one.uid) == request.POST.get("ready")), None)
    parts = [typed, filled(chosen.text, _values(record, account)) if chosen else ""]
    kept = {name: request.POST[name] for name in ("kind", "minutes") if name in request.POST}
    form = INSERTED[verb](initial={**kept, "text": "\n\n".join(filter(None, parts))})
    form.fields["text"].widget.attrs["autofocus"] = True
    return form


def _values(record: Consultation, account: Account) -> dict[str, str]:
    firm = called(record.firm) if record.firm else record.contact_firm
    return {
        "number": record.number,
        "subject": record.topic,
        "asker": firm or record.contact_name or _("Whoever asked"),
        "answerer": account.display_name or str(account),
        "date": day(timezone.localdate()),
    }
