"""What can be wrong with a file that is to be imported: as a whole, or one row of it."""

from __future__ import annotations

from collections.abc import Sequence

from hashiwatashi.common.errors import DomainError


class UnusableFile(DomainError):
    """The file cannot be read into the table at all; the message says what to do."""

    code = "unusable_file"


class Rejected(Exception):
    """One row cannot be taken: which field, what stood there, and why, in words for whoever mends it.

    ``others`` are further faults of the same row, so that it is mended in one go.
    """

    def __init__(self, field: str, value: str, reason: str, others: Sequence[Rejected] = ()) -> None:
        self.field, self.value, self.reason, self.others = field, value, reason, tuple(others)
        super().__init__(reason)

    @property
    def faults(self) -> tuple[Rejected, ...]:
        """Each fault by itself."""
        return (self, *self.others)


class Faults:
    """What is wrong with one row, gathered: ``with faults:`` goes on after a part that is rejected."""

    def __init__(self) -> None:
        self.found: list[Rejected] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: object) -> bool:
        if not isinstance(error, Rejected):
            return False
        told = {fault.field for fault in self.found}
        self.found += [fault for fault in error.faults if fault.field not in told]
        return True

    def refuse(self) -> None:
        """Raises `Rejected` with all of them, where there are any."""
        if self.found:
            first, *others = self.found
            raise Rejected(first.field, first.value, first.reason, others)
