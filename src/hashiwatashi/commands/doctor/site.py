"""The site as visitors meet it: texts, static files, secrets, host names, mail."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.utils.translation import gettext as _

from hashiwatashi.commands.doctor.findings import Finding, broken, good, warning

_KEY_LENGTH = 40
_KEY_VARIETY = 10
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def catalogue(locale: Path | None = None) -> Finding:
    """The Japanese texts are compiled and not older than their source."""
    part = _("Japanese texts")
    folder = (locale or Path(settings.LOCALE_PATHS[0])) / "ja" / "LC_MESSAGES"
    compiled, source = folder / "django.mo", folder / "django.po"
    mend = _("Run: make messages")
    if not compiled.exists():
        return broken(part, _("not compiled: %(file)s is missing") % {"file": compiled}, mend)
    if source.exists() and source.stat().st_mtime - compiled.stat().st_mtime > 1:
        return warning(part, _("older than their source"), mend)
    return good(part, _("compiled"))


def static_files() -> Finding:
    """Every stylesheet, script and image is where the server looks for it."""
    part = _("Static files")
    root = Path(settings.STATIC_ROOT)
    missing = [name for finder in get_finders() for name, _storage in finder.list([]) if not (root / name).exists()]
    if missing:
        seen = _("%(count)d are missing, e.g. %(name)s") % {"count": len(missing), "name": missing[0]}
        return broken(part, seen, _("Run: hashi migrate"))
    return good(part, str(root))


def secret_key(key: str) -> Finding:
    """The key that signs sessions cannot be guessed."""
    part = "SECRET_KEY"
    if len(key) < _KEY_LENGTH or len({*key}) < _KEY_VARIETY or key.startswith("django-insecure"):
        mend = _("Leave SECRET_KEY empty: hashi makes a good one and keeps it in HASHI_HOME/secret_key.")
        return broken(part, _("too short or too easy to guess"), mend)
    return good(part, _("%(count)d characters") % {"count": len(key)})


def debug_mode(*, debug: bool, hosts: list[str]) -> Finding:
    """Nobody from outside sees the inside of an error."""
    if not debug:
        return good("DEBUG", "false")
    mend = _("Set DEBUG=false: visitors can see passwords and personal data in error pages.")
    return broken("DEBUG", "true", mend) if _public(hosts) else warning("DEBUG", "true", mend)


def host_names(*, hosts: list[str], https: bool) -> Finding:
    """The site answers to its own names alone, and in secret."""
    part = "ALLOWED_HOSTS"
    seen = ", ".join(hosts)
    if "*" in hosts:
        return broken(part, seen, _("Name the hosts: ALLOWED_HOSTS=hashi.example.jp"))
    if not hosts:
        return broken(part, _("none"), _("Name the hosts: ALLOWED_HOSTS=hashi.example.jp"))
    if _public(hosts) and not https:
        return warning(part, seen, _("Put the site behind an HTTPS proxy and set HTTPS=true."))
    return good(part, seen)


def mails(*, email_url: str, contact: str) -> Finding:
    """Users get their mails, and know whom to ask."""
    part = _("Mail and contact")
    if not email_url:
        mend = _(
            "Nobody outside of this machine can confirm an address or reset a password. For more, set EMAIL_URL."
        )
        return warning(part, _("mails are only written to HASHI_HOME/mail"), mend)
    if not contact:
        mend = _("The foot of each page names nobody. Set SITE_CONTACT: who runs this site, and how to reach them.")
        return warning(part, _("SITE_CONTACT is empty"), mend)
    return good(part, _("set"))


def time_zone() -> Finding:
    """Days begin at midnight in Japan."""
    part = _("Time zone")
    if settings.TIME_ZONE != "Asia/Tokyo" or not settings.USE_TZ:
        return broken(part, settings.TIME_ZONE, _("TIME_ZONE must stay Asia/Tokyo."))
    return good(part, settings.TIME_ZONE)


def _public(hosts: list[str]) -> bool:
    return bool({*hosts} - _OWN_MACHINE)
