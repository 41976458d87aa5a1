"""What a kind of notice is; all of them stand in `notices.kinds`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hashiwatashi.common.errors import DomainError


class Text(Protocol):
    """A translatable text that takes its parameters by name."""

    def __mod__(self, values: Any, /) -> str: ...


class UnknownNotice(DomainError):
    """No kind of this code is declared; a code that was told once must stay declared."""

    code = "unknown_notice"
    status = 500


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One thing to tell. ``parameters`` are what ``text`` may name, ``mail_parameters`` what ``mail`` may.

    ``leads_to`` names the address of the site where one goes on, ``takes_uid`` whether that address is the one of
    the record the notice is about, and ``query`` what follows it. Without ``mail`` a kind never stands in a digest:
    it has a mail of its own.
    """

    code: str
    text: Text
    leads_to: str
    parameters: frozenset[str] = frozenset()
    takes_uid: bool = False
    mail: Text | None = None
    mail_parameters: frozenset[str] = frozenset()
    query: str = ""

    def line(self, parameters: Mapping[str, Any]) -> str:
        """The line on the page, in the language in force."""
        return self.text % dict(parameters)

    def mail_line(self, parameters: Mapping[str, Any]) -> str:
        """The line in a mail, in the language in force; empty for a kind without one."""
        named = {name: parameters[name] for name in self.mail_parameters}
        return self.mail % named if self.mail else ""
