"""The Japanese font of printed forms: where it lies on this machine."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.errors import Unavailable

# Only the font file of this package is read; the package itself, which needs matplotlib, is never imported.
_PACKAGE, _FILE = "matplotlib-fontja", "ipaexg.ttf"
_DEBIAN = Path("/usr/share/fonts/opentype/ipaexfont-gothic")


def font_folder() -> Path:
    """The folder of HASHI_FONT_PATH, else of the font package, else of Debian's font; `Unavailable` without any."""
    chosen: str = settings.FONT_PATH
    for folder in [Path(chosen)] if chosen else [*_of_package(), _DEBIAN]:
        if families(folder):
            return folder
    raise Unavailable(
        _(
            "Forms cannot be printed: no Japanese font was found. Install one with "
            "“pip install --no-deps matplotlib-fontja” or “apt-get install fonts-ipaexfont”, "
            "or set HASHI_FONT_PATH to a folder that holds one."
        )
    )


@lru_cache(maxsize=8)
def families(folder: Path) -> tuple[str, ...]:
    """The names of the fonts in a folder, in the order of the alphabet; empty where there is none."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return tuple(found.families())


def _of_package() -> list[Path]:
    try:
        listed = files(_PACKAGE) or []
    except PackageNotFoundError:
        return []
    return [Path(str(entry.locate())).parent for entry in listed if entry.name == _FILE]
