"""Records as schema.org JSON-LD, for search engines and other catalogues; each room describes its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hashiwatashi.organisations.models import Organisation

# A record's text could hold "</script>"; these three never stand in the output as themselves.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(body: Mapping[str, Any], url: str) -> SafeString:
    """The script element that describes a record as ``body`` does; its page is the absolute address ``url``."""
    whole = {"@context": "https://schema.org", "@id": url, "url": url, **body}
    text = json.dumps(_filled(whole), ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 escaped above


def party(record: Organisation) -> dict[str, Any]:
    """An organisation as owner, funder or employer."""
    number = record.corporate_number
    return {
        "@type": "Organization",
        "name": record.name,
        "identifier": identifier("corporateNumber", number) if number else None,
    }


def identifier(name: str, value: str) -> dict[str, str]:
    """A number under which something is known."""
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _filled(value: Any) -> Any:
    """Without what is empty, at every depth."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in ("", None, [], ["", ""])}
    if isinstance(value, list):
        return [_filled(item) for item in value if item not in ("", None)]
    return value
