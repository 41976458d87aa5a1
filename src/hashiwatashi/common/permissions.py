"""The typed face of django-rules: predicates that combine with & and |, and the names they grant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import rules


class Predicate(Protocol):
    """A question about an account and, where there is one, a record."""

    def __call__(self, account: Any, record: Any = None) -> bool: ...
    def __and__(self, other: Predicate) -> Predicate: ...
    def __or__(self, other: Predicate) -> Predicate: ...
    def __invert__(self) -> Predicate: ...


def predicate(name: str) -> Callable[[Callable[..., bool]], Predicate]:
    """Turn a function of (account) or (account, record) into a predicate called ``name``."""
    return cast("Callable[[Callable[..., bool]], Predicate]", rules.predicate(name=name))  # type: ignore[attr-defined,no-untyped-call]


def allow(permission: str, when: Predicate) -> None:
    """Grant ``hashiwatashi.<permission>`` where ``when`` says yes; asked by ``account.has_perm``."""
    rules.add_perm(f"hashiwatashi.{permission}", when)  # type: ignore[attr-defined,no-untyped-call]


def rule_exists(permission: str) -> bool:
    """Whether a rule of ours decides a permission; others are those of Django's administration site."""
    return bool(rules.perm_exists(permission))  # type: ignore[attr-defined,no-untyped-call]


def asked(permission: str, account: Any, record: Any = None) -> bool:
    """What the rule says."""
    return bool(rules.has_perm(permission, account, record))  # type: ignore[attr-defined,no-untyped-call]
