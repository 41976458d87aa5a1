"""The account somebody signs in with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class AccountManager(BaseUserManager["Account"]):  # type: ignore[name-defined]
    """Makes accounts; the mail address is the name to sign in with."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
