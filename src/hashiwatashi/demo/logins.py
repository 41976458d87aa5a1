"""One account for each role of the demo world."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import gettext as _

from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import fiscal_year_start
from hashiwatashi.demo.marking import DEMO, mail, uid_of
from hashiwatashi.demo.persons import Persons
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.actions import create_account, start_membership
from hashiwatashi.people.enums import Role


@dataclass(frozen=True, slots=True)
class Login:
    """What somebody types to look around in a role; ``role`` is empty for the operator of the site."""

    role: str
    email: str
    password: str


def logins() -> list[Login]:
    """Every login of this installation's demo."""
    rows = texts.table("accounts")
    roles = Counter(row["role"] for row in rows if "post" not in row)
    kinds = {row["key"]: OrganisationKind(row["kind"]).label for row in texts.table("organisations")}
    found = []
    for row in rows:
        role = str(Role(row["role"]).label) if row["role"] else ""
        # Two officers are told apart by what they are officers of.
        role = f"{role} ({kinds[row['org']]})" if role and roles[row["role"]] > 1 else role
        role = _("Director, who approves applications on a phone") if "post" in row else role
        found.append(Login(role, mail(row["key"]), password_of(row["key"])))
    return found


def password_of(key: str) -> str:
    """The password of one demo account, made from this installation's SECRET_KEY: other installations differ."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{key}".encode(), hashlib.sha256).hexdigest()
    return f"{key}-{digest[:8]}"


def make_accounts(bodies: Bodies, persons: Persons, *, day: date) -> int:
    """Register every account with its role and confirmed mail address; returns how many."""
    rows = texts.table("accounts")
    for row in rows:
        account = create_account(
            email=mail(row["key"]),
            password=password_of(row["key"]),
            by=DEMO,
            uid=uid_of("account", row["key"]),
            display_name=row["name"],
            person=persons[row["person"]] if "person" in row else None,
            is_staff=not row["role"],
            is_superuser=not row["role"],
        )
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        if row["role"]:
            since = fiscal_year_start(day, years_before=1)
            start_membership(account, organisation=bodies[row["org"]], role=Role(row["role"]), since=since, by=DEMO)
    return len(rows)
