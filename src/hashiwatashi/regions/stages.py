"""The stages of a policy measure (R-66): not begun, running, done, dropped."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.events import MeasureEvent
from hashiwatashi.regions.models import Measure

_PLANNED, _RUNNING, _DONE, _DROPPED = MeasureStage
_MAY = "change_measure"


def _without_evidence(measure: Measure) -> str:
    return "" if measure.evidence.strip() else _("Write down first where what was done can be seen (evidence).")


MEASURE_STAGES: Stages[Measure] = Stages(
    "measure",
    MeasureStage,
    (
        Step("begin", gettext_lazy("Begin"), (_PLANNED,), _RUNNING, _MAY, MeasureEvent.BEGUN),
        Step("finish", gettext_lazy("Mark as done"), (_RUNNING,), _DONE, _MAY, MeasureEvent.DONE, _without_evidence),
        Step("drop", gettext_lazy("Drop"), (_PLANNED, _RUNNING), _DROPPED, _MAY, MeasureEvent.DROPPED),
        Step("resume", gettext_lazy("Resume"), (_DONE, _DROPPED), _RUNNING, _MAY, MeasureEvent.RESUMED),
    ),
    initial=_PLANNED,
)
