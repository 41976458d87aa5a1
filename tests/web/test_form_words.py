"""The words of Django that the catalogue says anew are words that Django says."""

from django import forms
from django.core.validators import EmailValidator
from django.db import models
from django.utils import translation

from hashiwatashi.web.form_words import FORM_WORDS


def test_each_of_them_is_said_of_some_field():
    with translation.override("en"):
        said = {str(EmailValidator.message)}
        for field in (forms.Field, forms.IntegerField, forms.DateField, models.Field):
            said |= {str(message) for message in field.default_error_messages.values()}
        assert {str(word) for word in FORM_WORDS} <= said
