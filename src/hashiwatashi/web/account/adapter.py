"""What the pages of accounts ask of this site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail says it comes from: the site by its name, not by the address of a machine."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The library's own, with addresses to return to that are none at all."""

    def is_safe_url(self, url: str) -> bool:
        """Whether ``url`` leads to this site; what cannot be read as an address leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """A mail of an account, in the name of the site."""
        sender = Sender(settings.SITE_NAME, settings.SITE_NAME)
        return super().render_mail(template_prefix, email, {**context, "current_site": sender}, headers)
