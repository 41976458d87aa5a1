"""The 47 prefectures as a grid of squares, shaded by a count; always shown together with a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.web.formats import number

TILE = 44  # units a side; on a wide screen one unit is one pixel, so that a tile is a fair target
GAP = 4
SHADES = 5
# Prefectures whose English names begin alike.
_FOUR_LETTERS = {
    "Fukushima": "Fksm",
    "Fukui": "Fuki",
    "Fukuoka": "Fkok",
    "Yamagata": "Ymgt",
    "Yamanashi": "Ymns",
    "Yamaguchi": "Ymgc",
    "Miyagi": "Mygi",
    "Miyazaki": "Myzk",
    "Nagano": "Ngno",
    "Nagasaki": "Ngsk",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One square: where it is drawn, how dark (0 none to `SHADES`), what is written on it and where it leads.

    Everything is worked out beforehand: 47 squares on every search page are too many for a template to think about.
    """

    prefecture: Prefecture
    count: int
    shade: int
    x: int
    y: int
    href: str
    label: str
    title: str
    written: str
    is_home: bool

    @property
    def short(self) -> str:
        """What fits a square of the small map: the label, or four letters of it in English that no other has."""
        return self.label if self.label[0] >= "一" else _FOUR_LETTERS.get(self.label, self.label[:4])

    @property
    def length(self) -> str:
        """The style sheet's word for how much is written on the square."""
        return "longer" if len(self.label) > 7 else "long" if len(self.label) > 2 else ""

    @property
    def middle(self) -> int:
        return self.x + TILE // 2

    @property
    def name_line(self) -> int:
        return self.y + 19

    @property
    def count_line(self) -> int:
        return self.y + 36


@dataclass(frozen=True, slots=True)
class Written:
    """What is written on a square, and what is said of it as a whole."""

    text: str
    title: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """All squares and the size of the drawing in its own units; ``most`` is what the darkest shade stands for."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    most: int
    side: int = TILE

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Each shade that a number can have, and the numbers that have it: (1, "1–4")."""
        lows = [_lowest(shade, self.most) for shade in range(1, SHADES + 1)]
        ends = [*(low - 1 for low in lows[1:]), self.most]
        spans = zip(range(1, SHADES + 1), lows, ends, strict=True)
        return [(0, "0"), *((shade, _span(low, end)) for shade, low, end in spans if low <= end)]


def tile_map(
    prefectures: Sequence[Prefecture],
    counts: Mapping[str, int],
    link: Callable[[Prefecture], str],
    *,
    most: int | None = None,
    written: Mapping[str, Written] | None = None,
    home: Prefecture | None = None,
) -> TileMap:
    """Squares for ``prefectures`` shaded by ``counts`` (code → how many); ``link`` gives each one's address.

    ``most`` is what the darkest shade stands for (else the largest count), ``written`` what is written instead of the
    counts; ``home`` is marked.
    """
    most = max(counts.values(), default=0) if most is None else most
    title = _("%(area)s: %(number)s")
    told = written or {area.code: _counted(area, counts.get(area.code, 0), title) for area in prefectures}
    tiles = tuple(
        _tile(area, counts.get(area.code, 0), most, told[area.code], link, is_home=area == home)
        for area in prefectures
    )
    width = max((tile.x for tile in tiles), default=0) + TILE
    height = max((tile.y for tile in tiles), default=0) + TILE
    return TileMap(tiles, width, height, most)


def _counted(prefecture: Prefecture, count: int, title: str) -> Written:
    told = number(count)
    return Written(told, title % {"area": prefecture, "number": told})


def _tile(
    prefecture: Prefecture,
    count: int,
    most: int,
    written: Written,
    link: Callable[[Prefecture], str],
    *,
    is_home: bool,
) -> Tile:
    name = str(prefecture)
    step = TILE + GAP
    return Tile(
        prefecture=prefecture,
        count=count,
        shade=_shade(count, most),
        x=prefecture.column * step,
        y=prefecture.row * step,
        href=link(prefecture),
        # Without 都, 府 or 県, which a square has no room for; the full name in English.
        label=name[:-1] if name.endswith(("都", "府", "県")) else name,
        title=_("%(title)s (your prefecture)") % {"title": written.title} if is_home else written.title,
        written=written.text,
        is_home=is_home,
    )


def _shade(count: int, most: int) -> int:
    """Square-root steps, because a few prefectures hold most records and the others must still differ."""
    if not count:
        return 0
    return min(SHADES, 1 + int((count / most) ** 0.5 * SHADES)) if most else 0


def _lowest(shade: int, most: int) -> int:
    """The smallest number with at least this shade."""
    count = max(1, int(((shade - 1) / SHADES) ** 2 * most))
    while count <= most and _shade(count, most) < shade:
        count += 1
    return count


def _span(low: int, end: int) -> str:
    return number(low) if low == end else f"{number(low)}–{number(end)}"
