"""All checks in the order in which one rests on the other."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from hashiwatashi.commands.doctor import database, machine, paper, search, site, work
from hashiwatashi.commands.doctor.findings import Finding, State


def examine() -> Iterator[Finding]:
    """Every finding; checks that need what was found broken are left out."""
    yield from _machine()
    yield from _database()
    yield from _site()


def _machine() -> Iterator[Finding]:
    yield machine.python()
    yield machine.memory()
    yield machine.home_folder(settings.HASHI_HOME)
    yield machine.disk_space(settings.HASHI_HOME)
    yield machine.running_as_root()


def _database() -> Iterator[Finding]:
    for check in (database.reachable, database.fit, database.migrated):
        finding = check()
        yield finding
        if finding.state == State.BROKEN:
            return
    yield database.guarded()
    yield database.trail_unbroken()
    yield machine.clock()
    yield work.worker()
    yield search.index()
    yield paper.photos()


def _site() -> Iterator[Finding]:
    configuration = settings.CONFIGURATION
    hosts = configuration.items("ALLOWED_HOSTS")
    yield site.time_zone()
    yield site.catalogue()
    yield site.static_files()
    yield paper.font()
    yield site.secret_key(settings.SECRET_KEY)
    yield site.debug_mode(debug=configuration.flag("DEBUG"), hosts=hosts)
    yield site.host_names(hosts=hosts, https=configuration.flag("HTTPS"))
    yield site.mails(email_url=configuration.text("EMAIL_URL"), contact=configuration.text("SITE_CONTACT"))
