"""Lists to choose from are written as Django writes them, only quicker."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr

from hashiwatashi.web.form_renderer import FormRenderer

CHOICES = [
    ("", "選んでください"),
    ("<a>", '"引用" & <b>'),
    (4, lazystr("宮城県")),
    ("地方", [("1", "北海道"), ("2", "東北")]),
]


def words(html):
    return re.sub("([<>])", r" \1 ", html).split()


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", ["", "4", "2", "<a>", ["1", "2"], None])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "required": True, "disabled": False, "data-a": '"'}])
def test_a_list_to_choose_from_is_what_django_writes(widget, value, attrs):
    made = widget(choices=CHOICES)
    ours, theirs = (made.render("n", value, attrs, renderer=one()) for one in (FormRenderer, TemplatesSetting))
    # Attributes without a value stand last with us.
    assert sorted(words(ours)) == sorted(words(theirs))


def test_other_fields_are_djangos():
    made = forms.Textarea()
    assert made.render("n", "a", renderer=FormRenderer()) == made.render("n", "a", renderer=TemplatesSetting())
