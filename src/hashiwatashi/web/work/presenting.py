"""What pages show of a piece of work."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import Progress, progress_of
from hashiwatashi.work.registry import KINDS

# Kinds of work whose state is told by a page of their own.
_OWN_PAGES = {"import": "import-job"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of work with how far it is now."""

    work: Work
    progress: Progress

    @classmethod
    def of(cls, work: Work) -> Shown:
        return cls(work, progress_of(work))

    @property
    def kind(self) -> str:
        kind = KINDS.get(self.work.kind)
        return str(kind.label) if kind else self.work.kind

    @property
    def state(self) -> str:
        """The state in words; an interruption is one, too."""
        return _("Interrupted") if self.progress.was_stopped else str(WorkState(self.work.state).label)

    @property
    def href(self) -> str:
        return own_page(self.work) or reverse("work-detail", args=[self.work.uid])

    @property
    def may_begin_again(self) -> bool:
        return self.progress.was_stopped or self.work.state in {WorkState.FAILED, WorkState.CANCELLED}


def own_page(work: Work) -> str:
    """The address of the page that its kind has of its own; empty where it has none."""
    name = _OWN_PAGES.get(work.kind)
    return reverse(name, args=[work.uid]) if name else ""
