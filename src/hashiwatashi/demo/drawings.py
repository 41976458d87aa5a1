"""Pictures of invented instruments, drawn by code: the demo shows photos without showing anything real."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from hashiwatashi.demo.marking import DEMO, dice
from hashiwatashi.equipment.actions import add_photo
from hashiwatashi.equipment.models import Equipment

_PICTURED = 3
_SIZE = (1200, 900)
_WALL, _TABLE, _DARK, _SCREEN, _LIGHT = "#e9edf2", "#b9a88f", "#2f3640", "#14324a", "#7fe0c3"
_BODIES = ("#f5f7f9", "#cfd8e3", "#dde6dc", "#e8ded2")


def picture_instruments() -> int:
    """Add a drawing to the first instruments of the demo; returns how many."""
    records = list(Equipment.objects.filter(source="demo").order_by("source_key")[:_PICTURED])
    for record in records:
        shown = f"架空の装置の絵：{record.name}"
        add_photo(record, file=BytesIO(drawing(record.source_key)), alt_text=shown[:200], by=DEMO)
    return len(records)


def drawing(key: str) -> bytes:
    """A PNG file with an instrument on a table; the same for the same ``key``."""
    chance = dice(key)
    image = Image.new("RGB", _SIZE, _WALL)
    draw = ImageDraw.Draw(image)
    width, height = _SIZE
    draw.rectangle((0, height - 200, width, height), fill=_TABLE)
    left, top = chance.randint(120, 200), chance.randint(220, 300)
    body = (left, top, left + 560, height - 160)
    draw.rounded_rectangle(body, radius=30, fill=chance.choice(_BODIES), outline=_DARK, width=6)
    column = left + chance.randint(150, 300)
    draw.rounded_rectangle((column, top - 140, column + 130, top + 10), radius=20, fill=_DARK)
    for number in range(chance.randint(3, 5)):
        y = top + 70 + number * 60
        draw.ellipse((left + 40, y, left + 74, y + 34), fill=_LIGHT, outline=_DARK, width=3)
        draw.line((left + 100, y + 17, left + 300, y + 17), fill=_DARK, width=5)
    _draw_screen(draw, chance.sample(range(380, 560), 9))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw_screen(draw: ImageDraw.ImageDraw, heights: list[int]) -> None:
    """A screen beside the instrument, with a curve on it."""
    draw.rounded_rectangle((800, 330, 1120, 610), radius=14, fill=_SCREEN, outline=_DARK, width=8)
    draw.rectangle((940, 610, 980, 720), fill=_DARK)
    draw.line([(820 + 35 * number, y) for number, y in enumerate(heights)], fill=_LIGHT, width=6, joint="curve")
