"""Photos of a consultation: taken from what was sent, kept until the question is, put to a line of the history."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import photo_files
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput, Unavailable
from hashiwatashi.common.pictures import Picture, picture_from
from hashiwatashi.common.texts import clean
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.models import MOST_PHOTOS, Consultation, ConsultationPhoto, Entry
from hashiwatashi.people.models import Account

#: The longer side of a photo: a crack or a speck must still be seen on it.
LARGE = 2048
#: So long photos wait for the question that they belong to, and so many at once, so that nobody fills the disk.
WAIT_FOR = timedelta(hours=2)
MOST_WAITING = 2000
#: Of these so many from one sender, so that nobody takes the place of all others.
MOST_OF_ONE = 160
_SENDER_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo that was sent, ready to be kept."""

    name: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Waiting:
    """A photo that waits for its question; ``key`` names its files."""

    key: str
    name: str


def taken_from(file: BinaryIO, name: str) -> Taken:
    """Turned upright, sized down, without what the camera wrote. Raises `InvalidInput` that names the file."""
    name = clean(name).strip()[-100:] or _("Photo")
    try:
        return Taken(name, picture_from(file, LARGE))
    except InvalidInput as error:
        raise InvalidInput.of("photos", f"{name}: {error}") from error


@contextmanager
def written(consultation: Consultation, photos: Sequence[Taken]) -> Iterator[list[ConsultationPhoto]]:
    """The files of photos on the disk while their rows are stored; those that `attach` does not store are taken away.

    It stands around the transaction: where that fails no file is left.
    """
    rows = [
        ConsultationPhoto(consultation=consultation, file_name=photo_files.new_name(), name=photo.name)
        for photo in photos
    ]
    try:
        for row, photo in zip(rows, photos, strict=True):
            photo_files.write(row, photo.picture)
        yield rows
    except BaseException:
        _remove(rows)
        raise
    _remove([row for row in rows if row.pk is None])


@contextmanager
def stored_with(consultation: Consultation) -> Iterator[None]:
    """Take the files of a new consultation's photos away where what is stored in one transaction with it fails."""
    photos = list(consultation.photos.all())
    try:
        yield
    except BaseException:
        _remove(photos)
        raise


def attach(photos: Sequence[ConsultationPhoto], entry: Entry, *, by: Actor) -> None:
    """Put photos to a line; the consultation must be locked or new. Audited as `ConsultationEvent.PHOTO_ADDED`.

    Raises `InvalidInput` for more than `MOST_PHOTOS` of one consultation.
    """
    if not photos:
        return
    consultation = entry.consultation
    if consultation.photos.count() + len(photos) > MOST_PHOTOS:
        told = _("A consultation has at most %(most)d photos. Send fewer, or describe the rest in words.")
        raise InvalidInput.of("photos", told % {"most": MOST_PHOTOS})
    for photo in photos:
        photo.consultation, photo.entry, photo.at = consultation, entry, entry.at
        photo.by = by if isinstance(by, Account) else None
        photo.save()
        trail.record(ConsultationEvent.PHOTO_ADDED, consultation, by=by, data={"photo": photo.uid})


def keep_waiting(photos: Sequence[Taken], *, sender: str) -> list[Waiting]:
    """Keep photos until their question is sent. Raises `Unavailable` where too many wait already, of all or of the
    ``sender``, who is named by a digest in hexadecimal digits."""
    folder = _waiting_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = sender[:_SENDER_LENGTH]
    waits = _sweep(folder)
    of_own = sum(1 for _path in folder.glob(f"{own}*-thumbnail.jpg")) + len(photos)
    if waits >= MOST_WAITING or of_own > MOST_OF_ONE:
        raise Unavailable(_("No photos can be taken now. Send the question without, and add them to it later."))
    return [_kept(folder, photo, own) for photo in photos]


def waiting(photos: Sequence[Waiting]) -> list[Taken]:
    """The photos that were kept; raises `InvalidInput`, which names them, where some waited too long."""
    try:
        return [Taken(one.name, Picture(*(path.read_bytes() for path in _files(one)))) for one in photos]
    except FileNotFoundError as error:
        raise InvalidInput.of("photos", told_of_gone(gone_of(photos))) from error


def gone_of(photos: Iterable[Waiting]) -> list[Waiting]:
    """Those that wait no longer."""
    return [one for one in photos if not all(path.exists() for path in _files(one))]


def told_of_gone(gone: Iterable[Waiting]) -> str:
    """What whoever chose them reads."""
    told = _("Photos wait here for two hours. These are gone: %(names)s. Choose them again, or send it without them.")
    return told % {"names": ", ".join(one.name for one in gone)}


def waiting_thumbnail(key: str) -> bytes | None:
    """The small picture of a photo that waits; None where it waits no longer."""
    try:
        return (_waiting_folder() / f"{key}-thumbnail.jpg").read_bytes()
    except FileNotFoundError:
        return None


def wait_no_longer(photos: Iterable[Waiting]) -> None:
    """Take away what waited: it was sent, or left out."""
    for one in photos:
        for path in _files(one):
            path.unlink(missing_ok=True)


def _files(photo: Waiting) -> list[Path]:
    return [_waiting_folder() / f"{photo.key}-{size}.jpg" for size in photo_files.SIZES]


def _waiting_folder() -> Path:
    home: Path = settings.HASHI_HOME
    return home / "waiting"


def _kept(folder: Path, photo: Taken, sender: str) -> Waiting:
    key = sender + secrets.token_hex(16)
    for size in photo_files.SIZES:
        (folder / f"{key}-{size}.jpg").write_bytes(getattr(photo.picture, size))
    return Waiting(key, photo.name)


def _sweep(folder: Path) -> int:
    """Take away what has waited too long; returns how many photos wait still."""
    oldest, files = (timezone.now() - WAIT_FOR).timestamp(), 0
    for path in folder.glob("*.jpg"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
            else:
                files += 1
        except FileNotFoundError:  # another process was faster
            continue
    return files // len(photo_files.SIZES)


def _remove(photos: Iterable[ConsultationPhoto]) -> None:
    for photo in photos:
        photo_files.remove(photo)
