"""Every setting an installation can change: its name, type, default and meaning, in one place.

A setting is read from the environment, else from the file named by ``HASHI_SETTINGS`` (lines ``NAME=value``),
else it takes its default. With none at all the product runs as a demo on one machine. A wrong value stops
start-up and says which one and why.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_KEEP_CONNECTION_SECONDS = 600
_SHORTEST_KEY = 20
# A database that is down is told of soon, instead of holding every visitor.
_CONNECT_SECONDS = 5
_CLUSTERS = ("opensearch://", "opensearchs://")


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing an installation may set."""

    name: str
    default: str
    meaning: str
    check: Callable[[str], str | None] | None = None


def _search_url_problem(value: str) -> str | None:
    good = value.startswith(("tantivy:", *_CLUSTERS))
    return None if good else "it must start with tantivy: (a folder), opensearch:// or opensearchs:// (a cluster)"


def _database_url_problem(value: str) -> str | None:
    good = value.startswith(("sqlite://", "postgres://", "postgresql://"))
    return None if good else "it must start with sqlite:// or postgres://"


def _count_problem(value: str) -> str | None:
    return None if value.isdecimal() and 1 <= int(value) <= 1000 else "it must be a whole number from 1 to 1000"


def _contact_problem(value: str) -> str | None:
    return None if value.startswith(("mailto:", "https://")) else "it must start with mailto: or https://"


def _site_address_problem(value: str) -> str | None:
    parts = urlsplit(value)
    is_site = parts.scheme in {"http", "https"} and parts.netloc and not (parts.path.strip("/") or parts.query)
    return None if is_site else "it must be the address of the site alone, such as https://hashi.example.jp"


def _flag_problem(value: str) -> str | None:
    return None if value.lower() in {"true", "false", "1", "0", "yes", "no"} else "it must be true or false"


def _number_problem(value: str) -> str | None:
    return None if value.isascii() and value.isdigit() and int(value) > 0 else "it must be a whole number above 0"


def _folder_problem(value: str) -> str | None:
    return None if Path(value).is_dir() else "it must be a folder that exists"


# How much of an imported file is read, by the name of the limit in `exchange.reading.limits`.
IMPORT_LIMITS = {
    "file_mb": Setting("IMPORT_FILE_MB", "100", "Megabytes of a file that is imported.", _number_problem),
    "unpacked_mb": Setting("IMPORT_UNPACKED_MB", "400", "Megabytes of an imported file unpacked.", _number_problem),
    "ratio": Setting(
        "IMPORT_RATIO",
        "200",
        "How many times its size a part of an imported workbook may unpack to.",
        _number_problem,
    ),
    "sheets": Setting("IMPORT_SHEETS", "100", "Sheets of an imported workbook.", _number_problem),
    "rows": Setting("IMPORT_ROWS", "200000", "Rows of an imported file or sheet.", _number_problem),
    "columns": Setting("IMPORT_COLUMNS", "500", "Columns of an imported file.", _number_problem),
    "cells": Setting("IMPORT_CELLS", "5000000", "Cells of an imported file or sheet.", _number_problem),
    "text": Setting("IMPORT_TEXT", "32767", "Characters of one cell of an imported file.", _number_problem),
    "seconds": Setting("IMPORT_SECONDS", "120", "Seconds that reading an imported file may take.", _number_problem),
    "memory_mb": Setting(
        "IMPORT_MEMORY_MB", "1024", "Megabytes of memory in which an imported file is read.", _number_problem
    ),
}

SETTINGS = (
    Setting("HASHI_SETTINGS", "", "File with settings, one NAME=value a line."),
    Setting("HASHI_HOME", "var", "Folder for everything the product writes: database, index, uploads, keys."),
    Setting(
        "DATABASE_URL",
        "",
        "sqlite:///path or postgres://user:password@host/name. Empty: an SQLite file in HASHI_HOME.",
        _database_url_problem,
    ),
    Setting(
        "SEARCH_URL",
        "",
        "tantivy:path of the embedded index, or opensearch://host:9200,host:9200/name of one in a cluster. Empty: "
        "the folder index in HASHI_HOME.",
        _search_url_problem,
    ),
    Setting("SECRET_KEY", "", "Signs sessions. Empty: made once and kept in HASHI_HOME/secret_key."),
    Setting("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to, joined by commas."),
    Setting("SITE_NAME", "橋渡し", "Name shown in the page head and in mails."),
    Setting(
        "SITE_ADDRESS",
        "http://localhost:8000",
        "Address of the site, to which links in mails lead.",
        _site_address_problem,
    ),
    Setting("SITE_CONTACT", "", "Who runs this site and how to reach them, shown at the foot of each page."),
    Setting(
        "SECURITY_CONTACT",
        "",
        "mailto: or https: address for reports of weaknesses, told in /.well-known/security.txt. Empty: /privacy/.",
        _contact_problem,
    ),
    Setting("WEB_PROCESSES", "", "Web processes of hashi serve. Empty: one for each core.", _count_problem),
    Setting(
        "WEB_THREADS", "8", "Threads of each web process: requests it works on at the same time.", _count_problem
    ),
    Setting(
        "REQUESTS_PER_MINUTE",
        "1200",
        "Searches, API calls and printed forms that each web process answers to one address in a minute.",
        _number_problem,
    ),
    Setting(
        "QUESTIONS_PER_HOUR",
        "60",
        "Questions that are taken from one address of the internet in an hour; an office often has one for all.",
        _number_problem,
    ),
    Setting(
        "TRUSTED_PROXY",
        "",
        "Address of the reverse proxy whose X-Forwarded-For and -Proto are believed. Empty: none stands in front.",
    ),
    Setting("HTTPS", "false", "true behind an HTTPS proxy: secure cookies, HSTS, redirect.", _flag_problem),
    Setting("DEBUG", "false", "true shows error details in the browser. Never on a public site.", _flag_problem),
    Setting("EMAIL_URL", "", "smtp://user:password@host:port. Empty: mails are written to HASHI_HOME/mail."),
    Setting("MAIL_FROM", "hashiwatashi@localhost", "Sender of all mails."),
    Setting("AUDIT_MAIL", "", "Mailbox that gets the head of the audit trail each day. Empty: file and log alone."),
    Setting(
        "HASHI_FONT_PATH",
        "",
        "Folder with the Japanese font of printed forms. Empty: IPAexGothic of requirements/fonts.txt, or Debian's.",
        _folder_problem,
    ),
    Setting("LOG_FORMAT", "console", "console or json."),
    Setting("LOG_REQUESTS", "false", "true logs the route, status and milliseconds of each request.", _flag_problem),
    *IMPORT_LIMITS.values(),
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force."""

    values: dict[str, str]

    def text(self, name: str) -> str:
        return self.values[name]

    def flag(self, name: str) -> bool:
        return self.values[name].lower() in {"true", "1", "yes"}

    def items(self, name: str) -> list[str]:
        return [item.strip() for item in self.values[name].split(",") if item.strip()]

    @property
    def web_processes(self) -> int:
        return int(self.values["WEB_PROCESSES"] or os.cpu_count() or 1)

    @property
    def home(self) -> Path:
        return Path(self.values["HASHI_HOME"]).absolute()

    @property
    def database(self) -> dict[str, Any]:
        """Django's DATABASES entry."""
        url = self.text("DATABASE_URL") or f"sqlite:///{self.home / 'hashiwatashi.sqlite3'}"
        entry: dict[str, Any] = dict(environ.Env.db_url_config(url))
        if entry["ENGINE"].endswith("sqlite3"):
            # A deferred BEGIN loses honest writes to "locked"; WAL lets readers go on while one writes.
            # A connection kept between requests keeps its cached pages.
            entry["CONN_MAX_AGE"] = _KEEP_CONNECTION_SECONDS
            entry["OPTIONS"] = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
            }
        else:
            most = max(8, int(self.text("WEB_THREADS")))
            pool = {"min_size": 1, "max_size": most, "timeout": _CONNECT_SECONDS}
            entry["OPTIONS"] = {"pool": pool, "connect_timeout": _CONNECT_SECONDS}
            entry["CONN_HEALTH_CHECKS"] = True
        return entry

    @property
    def import_limits(self) -> dict[str, int]:
        """How much of an imported file is read, by the name of the limit."""
        return {name: int(self.text(setting.name)) for name, setting in IMPORT_LIMITS.items()}

    @property
    def email(self) -> dict[str, Any]:
        """Django's EMAIL_… settings from EMAIL_URL."""
        return dict(environ.Env.email_url_config(self.text("EMAIL_URL")))

    def passwords(self) -> list[str]:
        """The passwords within addresses, as they are written there and as they are meant."""
        written = [urlsplit(self.text(name)).password for name in ("DATABASE_URL", "EMAIL_URL", "SEARCH_URL")]
        return [form for password in written if password for form in {password, unquote(password)}]

    @property
    def index(self) -> Path | str:
        """Where the search index lies: a folder, or the address of one in a cluster."""
        url = self.text("SEARCH_URL")
        if url.startswith(_CLUSTERS):
            return url
        return Path(url.removeprefix("tantivy:")).absolute() if url else self.home / "index"

    def secret_key(self) -> str:
        """The given key, else one made at the first start and readable by the owner alone.

        Raises `ImproperlyConfigured` when the file holds none.
        """
        if self.text("SECRET_KEY"):
            return self.text("SECRET_KEY")
        path = self.home / "secret_key"
        if not path.exists():
            self._make_key(path)
        key = path.read_text(encoding="ascii").strip()
        if len(key) < _SHORTEST_KEY:
            raise ImproperlyConfigured(
                f"{path} holds no key. Put it back from a backup, or delete it to get a new one."
            )
        return key

    def _make_key(self, path: Path) -> None:
        """Whole or not at all, and one for all processes that start at once: whoever links first wins."""
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = self.home / f".secret_key.{os.getpid()}"
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(50), encoding="ascii")
            with suppress(FileExistsError):
                path.hardlink_to(made)
            made.unlink()
        except OSError as error:
            raise ImproperlyConfigured(
                f"HASHI_HOME={self.home} cannot be written ({error.strerror}). Give it to the user that runs hashi."
            ) from error


def load() -> Configuration:
    """Read and check every setting.

    Raises `ImproperlyConfigured` naming the first setting whose value cannot be used.
    """
    env = environ.Env()
    file = env.str("HASHI_SETTINGS", default="")
    if file:
        if not Path(file).is_file():
            raise ImproperlyConfigured(f"HASHI_SETTINGS names {file}, but there is no such file.")
        environ.Env.read_env(file)
    values = {}
    for setting in SETTINGS:
        value = env.str(setting.name, default=setting.default)
        problem = setting.check(value) if setting.check and value else None
        if problem:
            raise ImproperlyConfigured(f"{setting.name}={value!r} cannot be used: {problem}.")
        values[setting.name] = value
    return Configuration(values)
