"""Where the files of photos lie: ``HASHI_HOME/photos/<uid of the record>/``, under names that nobody can guess."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from hashiwatashi.common.pictures import Picture

SIZES = ("large", "thumbnail")


class Photo(Protocol):
    """A photo of some record, as tables of photos keep it."""

    file_name: str

    @property
    def record_uid(self) -> UUID:
        """The record that it shows."""


def folder() -> Path:
    """The folder of all photos."""
    home: Path = settings.HASHI_HOME
    return home / "photos"


def path_of(photo: Photo, size: str) -> Path:
    """The file of a photo in one of `SIZES`."""
    return folder() / str(photo.record_uid) / f"{photo.file_name}-{size}.jpg"


def new_name() -> str:
    """A name for the files of a new photo."""
    return secrets.token_hex(16)


def write(photo: Photo, picture: Picture) -> None:
    """Store both sizes."""
    for size in SIZES:
        path = path_of(photo, size)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(getattr(picture, size))


def remove(photo: Photo) -> None:
    """Take both sizes away; what is gone already is gone."""
    for size in SIZES:
        path_of(photo, size).unlink(missing_ok=True)
