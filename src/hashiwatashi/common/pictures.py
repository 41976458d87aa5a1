"""Photos as they are kept: upright, of a bounded size, without a word of where, when and by whom they were taken."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image

from hashiwatashi.common.errors import InvalidInput

MOST_BYTES = 20 * 2**20
# A large camera's picture; a small file can unpack to far more than a machine has memory.
MOST_PIXELS = 60_000_000
LARGE, THUMBNAIL = 1600, 480
_QUALITY = 85
# What cameras write is broken in many ways, and each raises something else.
_BROKEN = (struct.error, TypeError, AttributeError, ValueError, KeyError, OverflowError, OSError, SyntaxError)
_ORIENTATION = 0x0112  # Exif 2.32, 4.6.4 A
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# HEIF is read where this Pillow can.
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# How such a file names its kind (ISO/IEC 23008-12, Annex B), as telephones write it.
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
# A picture takes some hundred megabytes while it is worked on.
_one_at_a_time = BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo in both sizes, as JPEG files."""

    large: bytes
    thumbnail: bytes


def picture_from(file: BinaryIO, large: int = LARGE) -> Picture:
    """The photo in an uploaded file, its longer side ``large`` pixels at most.

    Raises `InvalidInput` for what is no picture, is broken or is too large.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(_("This file is too large: a photo may have at most 20 MB."))
    _check_head(content[:32])
    file.seek(0)
    try:
        with _one_at_a_time, Image.open(file, formats=_readable()) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _refused(_("This picture has too many pixels: at most 60 million. Send a smaller one."))
            upright = _upright(image, large)
            return Picture(_jpeg(upright, large), _jpeg(upright, THUMBNAIL))
    except Image.DecompressionBombError as error:
        raise _refused(_("This picture has too many pixels: at most 60 million. Send a smaller one.")) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise _refused(_("This file cannot be read as a photo. Send a JPEG, PNG or WebP file.")) from error


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, field="file", fields={"file": [message]})


def _check_head(head: bytes) -> None:
    """Tell of what is often sent by mistake, whatever its name says, how to send it otherwise."""
    if head.startswith(b"%PDF"):
        raise _refused(_("This file is a PDF, not a photo. Send the photo itself, as a JPEG file."))
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC and "HEIF" not in _readable():
        told = _(
            "This photo is in the HEIC format, which cannot be read here. On an iPhone, choose Settings, Camera, "
            "Formats, Most Compatible and take it again; or send it to yourself by mail, which makes it a JPEG file."
        )
        raise _refused(told)


def _readable() -> list[str]:
    Image.init()
    return [name for name in _FORMATS if name in Image.OPEN]


def _upright(image: Image.Image, large: int) -> Image.Image:
    """The picture turned as its camera says, small enough, on white where it lets light through."""
    image.draft("RGB", (large, large))  # JPEG files are unpacked at a fraction of their size
    image.thumbnail((large, large))
    turned = _turned(image)
    if "A" not in turned.getbands() and "transparency" not in turned.info:
        return turned.convert("RGB")
    seen = turned.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _turned(image: Image.Image) -> Image.Image:
    """As the camera says that it was held; nothing else of what the camera wrote is looked at, right or wrong."""
    try:
        way = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return image
    return image if way is None else image.transpose(way)


def _jpeg(image: Image.Image, most: int) -> bytes:
    """A copy of the pixels alone: nothing else that the file told goes along."""
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    plain.thumbnail((most, most))
    file = BytesIO()
    plain.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()
