"""What an export leaves out because whoever holds it could act as somebody else, and what stands there instead."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping

from allauth.account.models import EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import models

from hashiwatashi.bags.models import Bag
from hashiwatashi.commands.whole.tables import in_order, tables
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.joining.models import Application, Invitation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.models import CalendarFeed
from hashiwatashi.writing.models import Sender

# Second steps of signing in, and keys of mails that confirm an address: secret as a whole, and soon made anew. From
# where questions came within the last hour.
_TABLES = frozenset({Authenticator, EmailConfirmation, Sender})
Make = Callable[[], str]


def _no_password() -> str:
    return make_password(None)


def _no_code() -> str:
    """What no code has as its digest; each is another, as the table asks for."""
    return secrets.token_hex(32)


_COLUMNS: Mapping[type[models.Model], Mapping[str, Make]] = {
    Account: {"password": _no_password},
    Application: {"code_digest": str},
    Bag: {"shared_key": str},
    CalendarFeed: {"link_key": str},
    Consultation: {"link_key": str},
    Invitation: {"code_digest": _no_code},
}


def exported() -> list[type[models.Model]]:
    """Every table that goes into an export, those that others refer to first."""
    return in_order(table for table in tables() if table not in _TABLES)


def left_out(table: type[models.Model]) -> Mapping[str, Make]:
    """The columns of a table that are left out, and what makes the value that an import puts there."""
    return _COLUMNS.get(table, {})


def all_left_out() -> Iterator[str]:
    """The names of all tables and columns that are left out."""
    yield from sorted(table._meta.db_table for table in _TABLES)
    for table, columns in _COLUMNS.items():
        yield from (f"{table._meta.db_table}.{name}" for name in columns)
