"""Stages a record goes through, as a declared graph, and the one function that moves a record along it.

A graph names the stages, the verbs that lead from one to another, who may use each, what must hold, and what else
changes with it. It is checked when it is declared, drawn into docs/develop/stages.md by ``tools/reference.py``, and
nothing but `Stages.move` sets the stage of a record (imports take over the one that their list states).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, EditConflict, NotAllowed
from hashiwatashi.common.records import Record

R = TypeVar("R", bound=Record)
_GRAPHS: list[Stages[Any]] = []


@dataclass(frozen=True, slots=True)
class Step(Generic[R]):
    """One verb: from which stages it leads to which."""

    verb: str
    """In the imperative, as it stands in addresses and in the API."""
    label: str | Promise
    """What the button says."""
    sources: tuple[str, ...]
    target: str
    permission: str
    """The permission asked on the record, e.g. ``change_need``; the product itself needs none."""
    event: Event
    refusal: Callable[[R], str] = lambda record: ""
    """Why it cannot be done with this record now, and how to mend that; empty where it can."""
    effect: Callable[[R, Actor], Mapping[str, Any]] = lambda record, by: {}
    """What else changes: fields of the record itself, which are stored with the stage. Inside the transaction."""


class Stages(Generic[R]):
    """The graph of one kind of record, whose stage stands in the field ``field``."""

    def __init__(
        self,
        name: str,
        choices: type[models.TextChoices],
        steps: Iterable[Step[R]],
        *,
        field: str = "stage",
        initial: str,
    ) -> None:
        """Raises `ValueError` for a graph that names unknown stages, says two things by one verb, or holds a stage
        that no step leads to."""
        self.name, self.choices, self.field, self.initial = name, choices, field, initial
        self.steps = tuple(steps)
        self._by_place: dict[tuple[str, str], Step[R]] = {}
        for step in self.steps:
            for source in step.sources:
                if (source, step.verb) in self._by_place:
                    raise ValueError(f"{name}: two steps are called {step.verb} at {source}")
                self._by_place[source, step.verb] = step
        named = {initial, *(step.target for step in self.steps), *(source for source, _verb in self._by_place)}
        if named - set(choices.values):
            raise ValueError(f"{name}: unknown stages {sorted(named - set(choices.values))}")
        if set(choices.values) - self._reachable():
            raise ValueError(f"{name}: nothing leads to {sorted(set(choices.values) - self._reachable())}")
        _GRAPHS.append(self)

    def open_to(self, account: Any, record: R) -> list[Step[R]]:
        """The steps that ``account`` may take with a record as it is."""
        now = getattr(record, self.field)
        return [
            step
            for step in self.steps
            if now in step.sources and account.has_perm(f"hashiwatashi.{step.permission}", record)
        ]

    def move(self, record: R, verb: str, *, by: Actor, reason: str = "", version: int | None = None) -> None:
        """Take a step, with its effect and its audit line, in one transaction.

        Raises `Conflict` where the record stands at another stage meanwhile or the step is refused, `EditConflict`
        for an outdated ``version``, `NotAllowed` for an account that may not. After an error nothing has changed.
        """
        with transaction.atomic():
            stored = type(record)._base_manager.select_for_update().get(pk=record.pk)
            if version is not None and stored.version != version:
                raise EditConflict(_("Somebody else changed this record meanwhile."), record=stored, changes={})
            step = self._step(stored, verb)
            may = getattr(by, "has_perm", None)  # the product itself has no permissions, and needs none
            if may is not None and not may(f"hashiwatashi.{step.permission}", stored):
                raise NotAllowed(_("Your account may not take this step."))
            if refusal := step.refusal(stored):
                raise Conflict(refusal)
            changes = {**step.effect(stored, by), self.field: step.target}
            actions.change(stored, by=by, changes=changes, event=step.event, reason=reason)
        for column in stored._meta.concrete_fields:
            setattr(record, column.attname, getattr(stored, column.attname))

    def drawn(self) -> str:
        """The graph as a Mermaid state diagram, by the values that are stored."""
        lines = [f"    [*] --> {self.initial}"]
        lines += [f"    {source} --> {step.target}: {step.verb}" for step in self.steps for source in step.sources]
        return "\n".join(["stateDiagram-v2", *lines])

    def _step(self, record: R, verb: str) -> Step[R]:
        now = getattr(record, self.field)
        try:
            return self._by_place[now, verb]
        except KeyError:
            told = _("This cannot be done any more: the record is now “%(stage)s”. Load the page again.")
            raise Conflict(told % {"stage": self.choices(now).label}) from None

    def _reachable(self) -> set[str]:
        found, waiting = {self.initial}, [self.initial]
        while waiting:
            now = waiting.pop()
            new = {step.target for step in self.steps if now in step.sources} - found
            found |= new
            waiting += new
        return found


def graphs() -> Iterator[Stages[Any]]:
    """Every declared graph, by name; the modules that declare them must be imported."""
    yield from sorted(_GRAPHS, key=lambda graph: graph.name)
