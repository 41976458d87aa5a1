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
        "plala.or.jp", "asahi-net.or.jp",
        "wakwak.com", "infoseek.jp", "goo.jp", "livedoor.com", "kcn.jp",
        "commufa.jp", "rakuten.jp", "zoho.com", "gmx.com", "mail.com", "tutanota.com", "fastmail.com",
    }
)  # fmt: skip
# Under these everybody gets a name: Internet providers (.ne.jp), and hosts of pages that one builds oneself.
_HOSTS = (
    "wixsite.com", "jimdofree.com", "jimdo.com", "jimdosite.com", "wordpress.com",
    "blogspot.com", "github.io", "peraichi.com", "studio.site", "xsrv.jp", "goope.jp", "crayonsite.net",
    "shopinfo.jp", "strikingly.com", "thebase.in", "base.shop", "stores.jp", "square.site", "weebly.com", "fc2.com",
    "hatenablog.com", "hatenablog.jp", "note.com", "facebook.com", "instagram.com", "twitter.com", "ameblo.jp",
    "ameba.jp", "sites.google.com", "webnode.jp", "lolipop.jp", "main.jp", "rakuten.co.jp", "shopify.com", "line.me",
    "myshopify.com", "localplace.jp", "google.com",
)  # fmt: skip


def domains_of(organisation: Organisation) -> frozenset[str]:
    """The domains of an organisation's own mail: of its website without "www", and of its desk's address."""
    site = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    desk = _domain(organisation.contact_mail)
    return frozenset(found for found in (site, desk) if found and not _is_anybodys(found))


def _is_anybodys(domain: str) -> bool:
    """Whether an address in the domain says nothing of where somebody works."""
    # Providers' customers have addresses under .ne.jp.
    if domain in FREE or domain.endswith(".ne.jp"):
        return True
    return any(domain == host or domain.endswith(f".{host}") for host in _HOSTS)


def belongs(mail: str, organisation: Organisation) -> bool:
    """Whether an address lies in one of the organisation's domains."""
    return _domain(mail) in domains_of(organisation)


def _domain(mail: str) -> str:
    return mail.rpartition("@")[2].strip().lower()
