"""What is asked of whoever has a question, and of those who answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.consultations.enums import Channel, FoundBy, Usefulness
from hashiwatashi.consultations.models import MOST_MINUTES, MOST_PHOTOS, Consultation
from hashiwatashi.consultations.photos import Taken, taken_from
from hashiwatashi.duties.models import Field
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.days import day_field
from hashiwatashi.web.offering import PlaceField

#: For so long a phone may keep a note before it is sent.
KEPT_FOR = timedelta(days=7)
# So many firms of one name are offered.
_MOST_NAMED, _NONE_OF_THEM = 20, "none"


def _long(label: Any, *, required: bool = True, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=10_000, widget=widget, **options)


class PhotosInput(forms.FileInput):
    """Several files. Not HEIC: told what is taken, an iPhone sends a JPEG file by itself."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})


class PhotosField(forms.FileField):
    """Photos, ready to be kept; one that cannot be is told by its name, and what became of the others."""

    of_the_others: str | Promise = _("The other photos were not taken either: choose them again.")

    def __init__(self, **options: Any) -> None:
        # Those of the files that can be kept; the others are told.
        self.taken: list[Taken] = []
        told = _("Up to 8, each up to 20 MB, 100 MB together. Where and when they were taken is not kept.")
        super().__init__(label=_("Photos"), required=False, widget=PhotosInput(), help_text=told, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Taken]:
        """The photos in the files that were sent, all or none of them; ``taken`` are those that are good."""
        files, errors = data or [], []
        self.taken = []
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(most)d photos."), params={"most": MOST_PHOTOS})
        for file in files:
            try:
                self.taken.append(taken_from(file, file.name or ""))
            except InvalidInput as error:
                errors += error.data["fields"]["photos"]  # type: ignore[index]
        if errors:
            raise forms.ValidationError([*errors, *([self.of_the_others] if self.taken else [])])
        return self.taken


class _KeptPhotosField(PhotosField):
    """Of some photos of which one is bad the good ones are kept with the form."""

    of_the_others = _("The other photos are kept and go along.")


class _QuestionForm(forms.ModelForm[Consultation]):
    """What every question has: what it is about, and where."""

    photos = _KeptPhotosField()
    place = PlaceField(label=_("Prefecture or municipality"), max_length=60)
    field = forms.ModelChoiceField(
        label=_("Field"),
        queryset=Field.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("I do not know"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["field"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Field.objects.in_force_on(timezone.localdate())

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "form_key"}
        prefecture, municipality = values.pop("place")
        return {**values, "prefecture": prefecture, "municipality": municipality}

    def clean(self) -> dict[str, Any]:
        """The photos that are good are kept though another is not."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        photos = self.fields["photos"]
        assert isinstance(photos, PhotosField)
        if photos.taken:
            values["photos"] = photos.taken
        return values


class AskForm(_QuestionForm):
    """A question of five minutes, in plain words; who asks may stay unnamed."""

    # Made with the empty form: under it what is written is kept, and sent once.
    form_key = forms.UUIDField(
        label=_("Key of the form"), required=False, widget=forms.HiddenInput({"autocomplete": "off"})
    )
    field_order = (
        "kind",
        "topic",
        "text",
        "photos",
        "place",
        "field",
        "contact_mail",
        "contact_firm",
        "contact_name",
    )

    class Meta:
        model = Consultation
        fields = (
            "kind",
            "topic",
            "text",
            "field",
            "contact_firm",
            "contact_name",
            "contact_mail",
            "contact_phone",
            "is_confidential",
            "secrecy",
            "urgency",
        )
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 6})}
        labels: ClassVar = {"topic": _("What is it about, in one line")}
        help_texts: ClassVar = {
            "text": _("What happens, with what, since when, what you have tried. Plain words are enough."),
            "contact_mail": _("The answer is told to this address, with a link that only you have."),
            "contact_firm": _("You may leave this and your name out; then nobody learns who asks."),
            "is_confidential": _("It is noted and heeded when records are disclosed."),
            "urgency": _("Only where it cannot wait, such as an accident or a disaster."),
        }

    def __init__(self, *args: Any, is_signed_in: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact_mail"].required = not is_signed_in


class HolderForm(forms.Form):
    """Who shall answer: whoever has declared to, else whoever is nearest."""

    holder = forms.ChoiceField(label=_("Who answers"), widget=forms.RadioSelect)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["holder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if choices:
            self.initial.setdefault("holder", choices[0][0])


class NoteForm(_QuestionForm):
    """A call or a visit, noted in a minute.

    Where firms of the name are registered it asks which of them it was: two may have one name, and the people of the
    firm read its cases. A note that a phone has kept asks nothing and stands in no file.
    """

    channel = forms.ChoiceField(
        label=_("how it came in"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB],
        initial=Channel.PHONE,
    )
    minutes = forms.IntegerField(label=_("minutes spent"), min_value=0, max_value=MOST_MINUTES, initial=10)
    answer = _long(_("What was answered"), required=False, rows=3, help_text=_("Empty: the answer is still owed."))
    is_settled = forms.BooleanField(label=_("Settled with that: close it"), required=False)

    # A phone that kept the note names it, and tells when it was written.
    key = forms.UUIDField(label=_("Key of the note"), required=False, widget=forms.HiddenInput)
    noted_at = forms.DateTimeField(label=_("When it was noted"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Consultation
        fields = (
            "kind",
            "topic",
            "text",
            "field",
            "contact_firm",
            "contact_name",
            "contact_phone",
            "contact_mail",
            "is_confidential",
            "secrecy",
        )
        help_texts: ClassVar = {"is_confidential": _("It is noted and heeded when records are disclosed.")}
        widgets: ClassVar = {
            "topic": forms.TextInput(attrs={"autofocus": True}),
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = (
        "topic",
        "contact_firm",
        "contact_name",
        "channel",
        "minutes",
        "photos",
        "answer",
        "is_settled",
        "place",
    )

    def __init__(self, visitor: Visitor | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_new_key = False
        name = self.data.get("contact_firm", "").strip()
        seen = Organisation.objects.visible_to(visitor) if visitor and name and "kept" not in self.data else None
        named = seen.firms().named(name).active().select_related("prefecture")[:_MOST_NAMED] if seen else ()
        self._named = {str(firm.uid): firm for firm in named}
        if self._named:
            self.fields["firm"] = _firm_choice(self._named.values())
            self.order_fields(("topic", "contact_firm", "firm"))

    def add_error(self, field: str | None, error: Any) -> None:
        """With a key that was used for something else, or a time too long ago, it goes on without, and says so."""
        told = {name: self.data[name] for name in self.data}
        if field == "noted_at":
            self.data = {**told, "noted_at": ""}
        if field == "key":
            self.data, self.has_new_key = {**told, "key": str(uuid4())}, True
        super().add_error(None if field == "key" else field, error)

    def values(self) -> dict[str, Any]:
        """What the action takes; the firm is the one that was chosen, and none by its name alone."""
        values = super().values()
        return {**values, "firm": self._named.get(values.pop("firm", ""))}

    def clean_noted_at(self) -> datetime | None:
        """Not in the future, however the phone's clock goes."""
        noted_at: datetime | None = self.cleaned_data["noted_at"]
        now = timezone.now()
        if noted_at is not None and now - noted_at > KEPT_FOR:
            raise forms.ValidationError(_("It was noted more than 7 days ago. Write it anew, with the day."))
        return noted_at and min(noted_at, now)

    def clean(self) -> dict[str, Any]:
        """What is settled has an answer."""
        values = super().clean()
        if values.get("is_settled") and not values.get("answer"):
            self.add_error("answer", _("Write what was answered, or leave it open."))
        return values


def _firm_choice(named: Iterable[Organisation]) -> forms.ChoiceField:
    """Which of the registered firms it was, each by what tells it from another of the same name; or none of them."""
    told = [(str(one.uid), " ".join(filter(None, (one.name, _where(one), one.corporate_number)))) for one in named]
    return forms.ChoiceField(
        label=_("Firms of this name on this site"),
        choices=[*told, (_NONE_OF_THEM, _("None of these: it stands in no firm's file"))],
        widget=forms.RadioSelect,
        help_text=_("The people of the firm that you choose read this case."),
        error_messages={"required": _("Choose which firm it was, or none of these.")},
    )


def _where(firm: Organisation) -> str:
    return str(firm.prefecture) if firm.prefecture else ""


class _OnceForm(forms.Form):
    """What is stored once, however often it is sent: the key is made with the empty form."""

    key = forms.UUIDField(
        label=_("Key of the form"), required=False, initial=uuid4, widget=forms.HiddenInput({"autocomplete": "off"})
    )

    def add_error(self, field: str | None, error: Any) -> None:
        """With a key that was used for other words it goes on as a new one, and says so."""
        if field == "key":
            self.data = {**{name: self.data[name] for name in self.data}, "key": str(uuid4())}
        super().add_error(None if field == "key" else field, error)


class LineForm(_OnceForm):
    """A line of whoever asked."""

    text = _long(_("Add something"))
    photos = PhotosField()


class ReopenForm(forms.Form):
    """Why a closed one is opened again."""

    text = _long(_("What is asked now"), help_text=_("A new day is set by which it is answered."))


class StaffLineForm(_OnceForm):
    """A line of the institution's people: a call, a visit, a note among colleagues."""

    KINDS = (("call", _("Telephone call")), ("visit", _("Visit")), ("note", _("Note among colleagues")))

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    text = _long(
        _("What was said and done"),
        help_text=_("Whoever asked reads calls and visits; a note among colleagues your institution alone."),
    )
    minutes = forms.IntegerField(label=_("minutes spent"), min_value=0, max_value=MOST_MINUTES, initial=10)
    photos = PhotosField()


class AnswerForm(_OnceForm):
    """An answer to whoever asked."""

    text = _long(_("Answer"), rows=6)
    minutes = forms.IntegerField(label=_("minutes spent"), min_value=0, max_value=MOST_MINUTES, initial=15)
    photos = PhotosField()


class CloseForm(forms.Form):
    """What helped, in a line, for the next who asks the same."""

    result = _long(
        _("What helped"),
        required=False,
        rows=2,
        help_text=_("Whoever asked reads it. Your colleagues find it when somebody asks something similar."),
    )


class AssignForm(forms.Form):
    """Who is in charge."""

    officer = forms.ModelChoiceField(label=_("Person in charge"), queryset=Account.objects.none())

    def __init__(self, people: Iterable[Account], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in people]).order_by("display_name", "email")


class ReturnForm(forms.Form):
    """Why a hand-off is not accepted."""

    answer = forms.CharField(
        label=_("Why, and who could answer it better"),
        max_length=500,
        help_text=_("Whoever asked reads it word for word, and so does the institution that offered it."),
    )


class OralConsentForm(forms.Form):
    """Who agreed to a hand-off where no mail reaches them, on which day and how."""

    agreed_by = forms.CharField(label=_("Who agreed"), max_length=100)
    day = day_field(_("On which day"), initial=timezone.localdate)
    how = forms.ChoiceField(
        label=_("How"), choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB], initial="phone"
    )


class JudgeForm(forms.Form):
    """Whether it helped."""

    usefulness = forms.ChoiceField(label=_("Did it help?"), choices=Usefulness.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=pgettext_lazy("consultation", "Why"), max_length=500, required=False)
    found_by = forms.ChoiceField(
        label=_("How did you find us?"), choices=[("", _("I do not say")), *FoundBy.choices], required=False
    )
