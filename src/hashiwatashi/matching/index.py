"""The installation's search index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hashiwatashi.matching.errors import IndexInUse, IndexUnreadable
from mekiki import IndexBusy, IndexDamaged, TantivyIndex
from mekiki.index import generations


def open_index() -> TantivyIndex:
    """The one index of this process for the folder the settings name; a folder not made yet is an empty index."""
    return _opened(Path(settings.INDEX_FOLDER))


def is_being_written() -> bool:
    """Whether some process writes to the index at this moment, so that one's own writing would have to wait."""
    try:
        with generations.writing(Path(settings.INDEX_FOLDER), wait_seconds=0):
            return False
    except IndexBusy:
        return True


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the engine refuses into errors of the product, with how to mend them."""
    try:
        yield
    except IndexBusy as error:
        raise IndexInUse(
            _("The search index is being written by another process. Try again when it has finished.")
        ) from error
    except IndexDamaged as error:
        raise IndexUnreadable(_("The search index cannot be read. Build it anew: hashi index build")) from error


@cache
def _opened(folder: Path) -> TantivyIndex:
    return TantivyIndex(folder)
