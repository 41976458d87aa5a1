"""The class of a piece of equipment from the one or two columns that lists have for it."""

from __future__ import annotations

import re

from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.exchange.planning import Extra, Plan
from hashiwatashi.exchange.reading.cells import plain

_LONGEST = 100
# "その他" says nothing where a finer class follows; "未分類" never does.
_UNSAID = frozenset({"その他", "未分類", "不明", "-", "－", ""})
# Prices and floors have been seen where a class belongs.
_NO_CLASS = re.compile(r"^[\d,，円]+$|^\d+[FＦ階]に設置されている機器$")
# Some universities mark their own classes with a suffix.
_SUFFIX = re.compile(r"_HU\b")
_TAIL = re.compile(r"\s*[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]\s*$")


def class_names(large: str, small: str) -> tuple[str, str] | None:
    """(large, small) of the class, or None where neither column says anything.

    A detail such as "計測・測定 / 電気計測 / None" is a path; it takes the place of a large class that says nothing.
    """
    path = [part for part in (_part(word) for word in small.split(" / ")) if part]
    head = [part for part in (_part(word) for word in large.split(" / ")) if part]
    if head and head[0] not in _UNSAID:
        steps = [*head, *(part for part in path if part not in head and part not in _UNSAID)]
    else:
        steps = [part for part in path if part not in _UNSAID]
    return (_fit(steps[0]), _fit(" / ".join(steps[1:]))) if steps else None


class Classes:
    """The classes on record; new ones are planned."""

    def __init__(self) -> None:
        self._known = {(one.large, one.small): one for one in EquipmentClass.objects.all()}
        self.extras: list[Extra] = []

    def named(self, names: tuple[str, str] | None) -> EquipmentClass | None:
        """The class of these names; None for no names."""
        if names is not None and names not in self._known:
            self._known[names] = EquipmentClass(large=names[0], small=names[1])
            self.extras.append(Extra(self._known[names]))
        return self._known[names] if names else None

    def needed_by(self, plan: Plan) -> list[Extra]:
        """The new classes that records of accepted rows have."""
        used = {id(getattr(change.record, "equipment_class", None)) for change in plan.changes}
        return [extra for extra in self.extras if id(extra.record) in used]


def _part(word: str) -> str:
    return _NO_CLASS.sub("", _SUFFIX.sub("", plain(word)).strip())


def _fit(name: str) -> str:
    """A class name within its column: without a trailing bracket, then up to the last whole step of the path."""
    while len(name) > _LONGEST:
        shorter = _TAIL.sub("", name) if _TAIL.search(name) else name.rpartition(" / ")[0]
        name = shorter or name[:_LONGEST]
    return name
