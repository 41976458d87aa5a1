"""How the fields of forms are written."""

from __future__ import annotations

from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_DASHES = BLANK_CHOICE_DASH[0][1]


class FormRenderer(TemplatesSetting):
    """Django's, but a list to choose from is joined, not made of one template an option: ours have hundreds."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString | str:
        """The HTML of a field or a form."""
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: Any, options: list[dict[str, Any]]) -> SafeString:
    lines = ((str(one["value"]), _attributes(one["attrs"]), _label(one)) for one in options)
    joined = format_html_join("", '<option value="{}"{}>{}</option>', lines)
    return format_html('<optgroup label="{}">{}</optgroup>', name, joined) if name else joined


def _label(option: dict[str, Any]) -> Any:
    """Nothing chosen yet is said in words."""
    return _("Please choose") if option["label"] == _DASHES and not option["value"] else option["label"]


def _attributes(attrs: dict[str, Any]) -> SafeString | str:
    return flatatt(attrs) if attrs else ""
