"""Assessing firms anew and storing what comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor, Entry
from hashiwatashi.firms.chains import classes_of, grounds
from hashiwatashi.firms.events import FirmEvent
from hashiwatashi.firms.inputs import Classes, Told, firm_of
from hashiwatashi.firms.models import FirmAssessment
from hashiwatashi.firms.reading import known_classes, told_on, touched_by
from hashiwatashi.firms.rules_data import Rules, every
from hashiwatashi.firms.stored import figures, line, outcome
from hashiwatashi.organisations.models import Organisation

_AT_ONCE = 500


def assess_anew(firms: Iterable[int], day: date, *, by: Actor) -> list[FirmAssessment]:
    """Assess these firms and all that they stand behind, as of a day; stores, audits and returns the new ones.

    Needs an open transaction. The rows of the organisations are locked, so that two changes follow on each other.
    """
    touched = touched_by(firms, day)
    organisations = {
        one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=touched).order_by("pk")
    }
    told, current = told_on(touched, day), _current(touched)
    outside = known_classes(told)
    found = [
        _differing(current.get((pk, rules.key)), organisations[pk], rules, day, inputs)
        for rules in every()
        if rules.since <= day and (rules.until is None or day < rules.until)
        for pk, inputs in _inputs(told, outside.get(rules.key, {}), rules, day)
    ]
    made = FirmAssessment.objects.bulk_create([one for one in found if one is not None], batch_size=_AT_ONCE)
    trail.record_all([_line(one) for one in made], by=by)
    FirmAssessment.objects.current().filter(owner__in=touched, checked_on__lt=day).update(checked_on=day)
    return made


def _current(firms: Iterable[int]) -> dict[tuple[int, str], FirmAssessment]:
    rows = FirmAssessment.objects.current().filter(owner__in=firms)
    return {(one.owner_id, one.rules): one for one in rows}


def _inputs(told: dict[int, Told], outside: Classes, rules: Rules, day: date) -> Iterator[tuple[int, dict[str, Any]]]:
    """What each firm is assessed from, as JSON."""
    classes = classes_of(told, outside, rules, day)
    for pk, one in told.items():
        firm = firm_of(one, classes, rules)
        inputs: dict[str, Any] = {"figures": None if firm is None else figures(firm)}
        if firm is not None and rules.knows_deemed:
            behind = [line(each, known, ground) for each, known, ground in grounds(told, pk, classes)]
            held, serving = behind[: len(one.held)], behind[len(one.held) :]
            inputs["is_complete"] = one.is_complete
            inputs["holders"] = [
                {**told_line, "share": str(each.share)} for told_line, each in zip(held, one.held, strict=True)
            ]
            inputs["officers"] = [
                {**told_line, "officer": each.name} for told_line, each in zip(serving, one.serving, strict=True)
            ]
        yield pk, inputs


def _differing(
    former: FirmAssessment | None, organisation: Organisation, rules: Rules, day: date, inputs: dict[str, Any]
) -> FirmAssessment | None:
    """The assessment to store; None where the former one says the same."""
    found = outcome(inputs["figures"], rules, day)
    if former is not None:
        stored = {"verdict": former.verdict, "reasons": former.reasons, "missing": former.missing}
        if (stored, former.inputs, former.rules_since) == (found, inputs, rules.since):
            return None
    return FirmAssessment(
        owner=organisation,
        rules=rules.key,
        rules_since=rules.since,
        day=day,
        checked_on=day,
        inputs=inputs,
        supersedes=former,
        **found,
    )


def _line(assessment: FirmAssessment) -> Entry:
    former = assessment.supersedes
    data = {
        "organisation": str(assessment.owner.uid),
        "rules": assessment.rules,
        "verdict": [former.verdict if former else None, assessment.verdict],
    }
    return Entry(FirmEvent.ASSESSED, assessment, data)
