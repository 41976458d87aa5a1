"""Classes along chains of holdings.

A firm's class may depend on those of the firms behind it, and so on. All begin as unknown, and each is looked at
again when one behind it becomes known; once known a class stays, for more knowledge never overturns what less has
decided. So it ends after as many changes as there are firms, in whatever order they are looked at; what stands in a
ring of holdings and is decided by nothing else stays unknown.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import date

from hashiwatashi.firms.assessing import Assessment, assess
from hashiwatashi.firms.enums import FirmClass, Ground
from hashiwatashi.firms.inputs import Behind, Classes, Told, firm_of
from hashiwatashi.firms.rules_data import Rules


def classes_of(told: Mapping[int, Told], outside: Classes, rules: Rules, day: date) -> dict[int, FirmClass]:
    """The class of each firm by a rule set on a day; ``outside`` are the classes of others behind them."""
    now = {**outside, **dict.fromkeys(told, FirmClass.UNKNOWN)}
    held = _held(told)
    waiting = deque(sorted(told))
    while waiting:
        node = waiting.popleft()
        if now[node] != FirmClass.UNKNOWN:
            continue
        found = class_of(told[node], now, rules, day)
        if found.verdict != FirmClass.UNKNOWN:
            now[node] = found.verdict
            waiting.extend(held[node])
    return now


def class_of(told: Told, classes: Classes, rules: Rules, day: date) -> Assessment:
    """The class of one firm, the classes of those behind it given."""
    firm = firm_of(told, classes, rules)
    return Assessment(FirmClass.UNKNOWN, ()) if firm is None else assess(firm, rules, day)


def grounds(told: Mapping[int, Told], node: int, classes: Classes) -> Iterator[tuple[Behind, FirmClass, Ground]]:
    """For each firm behind one its class, and how that is known; a ring is told where it leaves the class open."""
    for one in told[node].behind:
        known, ground = one.known_class(classes), one.ground_in(classes)
        if known == FirmClass.UNKNOWN and one.node is not None and node in _behind(told, one.node):
            ground = Ground.RING
        yield one, known, ground


def _held(told: Mapping[int, Told]) -> dict[int, list[int]]:
    """Who stands before each firm."""
    found: dict[int, list[int]] = defaultdict(list)
    for node in sorted(told):
        for behind in {one.node for one in told[node].behind if one.node is not None}:
            found[behind].append(node)
    return found


def _behind(told: Mapping[int, Told], start: int) -> set[int]:
    """Everybody behind a firm, and behind those, and so on; a ring ends it."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for one in told[node].behind if node in told else ():
            if one.node is not None and one.node not in found:
                found.add(one.node)
                waiting.append(one.node)
    return found
