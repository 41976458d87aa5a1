"""The words of Django that the catalogue says anew are words that Django says."""

import pytest
from django import forms
from django.core.validators import EmailValidator
from django.db import models
from django.utils import translation

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.web.form_words import FORM_WORDS


def test_each_of_them_is_said_of_some_field():
    with translation.override("en"):
        said = {str(EmailValidator.message)}
        for field in (forms.Field, forms.IntegerField, forms.DateField, models.Field):
            said |= {str(message) for message in field.default_error_messages.values()}
        assert {str(word) for word in FORM_WORDS} <= said


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (forms.CharField(), "This field is required."),
        (forms.ChoiceField(choices=[("a", "A")]), "Please choose."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "Please choose."),
        (forms.ModelChoiceField(Prefecture.objects.all()), "Please choose."),
        (forms.ChoiceField(choices=[("a", "A")], error_messages={"required": "Choose a firm."}), "Choose a firm."),
    ],
)
def test_where_one_has_to_choose_nobody_is_told_to_write(field, told):
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(None)
    with translation.override("en"):
        assert caught.value.messages == [told]
