"""What the pages of accounts ask of this site."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The library's own, with addresses to return to that are none at all."""

    def is_safe_url(self, url: str) -> bool:
        """Whether ``url`` leads to this site; what cannot be read as an address leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
