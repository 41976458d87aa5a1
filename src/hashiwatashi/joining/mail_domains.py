"""Whether a mail address belongs to an organisation, as far as its website and its desk's address tell."""

from __future__ import annotations

from urllib.parse import urlsplit

from hashiwatashi.organisations.models import Organisation

# Anybody may have an address there, so it says nothing of where somebody works.
FREE = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.ne.jp", "yahoo.com", "ymail.ne.jp", "outlook.jp",
        "outlook.com", "hotmail.co.jp", "hotmail.com", "live.jp", "live.com", "icloud.com", "me.com", "mac.com",
        "aol.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp",
        "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "proton.me", "protonmail.com", "excite.co.jp",
    }
)  # fmt: skip


def domains_of(organisation: Organisation) -> frozenset[str]:
    """The domains of an organisation's own mail: of its website without "www", and of its desk's address."""
    site = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    desk = _domain(organisation.contact_mail)
    return frozenset(filter(None, (site, desk))) - FREE


def belongs(mail: str, organisation: Organisation) -> bool:
    """Whether an address lies in one of the organisation's domains."""
    return _domain(mail) in domains_of(organisation)


def _domain(mail: str) -> str:
    return mail.rpartition("@")[2].strip().lower()
