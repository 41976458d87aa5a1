"""The installation's search index: a folder of this machine, or one in a cluster, as SEARCH_URL says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hashiwatashi.matching.errors import IndexAway, IndexInUse, IndexUnreadable
from mekiki import Index, IndexBusy, IndexDamaged, IndexUnreachable, InputError, TantivyIndex

# Somebody waits before a page: a node that is lost is passed over in less, and a cluster that is away stays so.
_PATIENCE_SECONDS = 10.0


def open_index() -> Index:
    """The one index of this process for the place the settings name; one not made yet is empty.

    Raises `ImproperlyConfigured` for an address of a cluster that is none, or where opensearch-py is not installed.
    """
    return _opened(settings.SEARCH_INDEX)


def is_being_written() -> bool:
    """Whether some process writes to the index at this moment, so that one's own writing would have to wait."""
    with refusals():
        return open_index().is_being_written()


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
    except IndexUnreachable as error:
        raise IndexAway(_("The search does not answer at present. Try again in some minutes.")) from error


@cache
def _opened(place: Path | str) -> Index:
    return TantivyIndex(place) if isinstance(place, Path) else _in_cluster(place)


def _in_cluster(url: str) -> Index:
    # Only those with a cluster have its client.
    try:
        from mekiki.index.cluster import OpenSearchIndex

        return OpenSearchIndex(url, patience_seconds=_PATIENCE_SECONDS)
    except (ModuleNotFoundError, InputError) as error:
        raise ImproperlyConfigured(f"SEARCH_URL: {error}") from error
