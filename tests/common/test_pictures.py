import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.pictures import MOST_BYTES, picture_from

PLACE, CAMERA, TURNED = 0x8825, 0x0110, 0x0112


def a_file(form="JPEG", size=(800, 600), mode="RGB", **options):
    file = BytesIO()
    Image.new(mode, size, options.pop("colour", "red")).save(file, form, **options)
    file.seek(0)
    return file


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_in_two_sizes(form):
    made = picture_from(a_file(form, (4000, 3000)))
    assert [opened(content).size for content in (made.large, made.thumbnail)] == [(1600, 1200), (480, 360)]
    assert {opened(content).format for content in (made.large, made.thumbnail)} == {"JPEG"}


def test_a_small_photo_is_not_blown_up():
    assert opened(picture_from(a_file(size=(300, 200))).large).size == (300, 200)


def test_nothing_is_kept_of_where_and_with_what_it_was_taken():
    exif = Image.Exif()
    exif[CAMERA] = "架空カメラ"
    exif.get_ifd(PLACE)[1] = "N"
    made = picture_from(a_file(exif=exif, comment=b"secret words", icc_profile=b"\0" * 200))
    for content in (made.large, made.thumbnail):
        picture = opened(content)
        assert (
            dict(picture.getexif()),
            set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
        ) == ({}, set())
        assert b"secret" not in content


def test_a_photo_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[TURNED] = 6
    assert opened(picture_from(a_file(size=(800, 600), exif=exif)).large).size == (600, 800)


def test_what_lets_light_through_stands_on_white():
    made = picture_from(a_file("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert opened(made.large).getpixel((5, 5)) == (255, 255, 255)


def test_a_small_file_that_unpacks_to_more_than_memory_is_refused():
    bomb = a_file("PNG", (20_000, 20_000), mode="1", colour=0)
    with pytest.raises(InvalidInput):
        picture_from(bomb)


def test_a_file_too_large_is_refused():
    with pytest.raises(InvalidInput, match=r"20 ?MB"):
        picture_from(BytesIO(a_file().getvalue().ljust(MOST_BYTES + 1, b"\0")))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff\xe0" + b"\0" * 900])
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(InvalidInput):
        picture_from(BytesIO(content))


def test_other_formats_are_not_even_opened():
    with pytest.raises(InvalidInput):
        picture_from(a_file("BMP"))


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 900), st.binary(max_size=60))
def test_a_damaged_file_is_a_photo_or_refused(form, where, noise):
    content = a_file(form, (60, 40)).getvalue()
    damaged = content[:where] + noise + content[where + len(noise) :]
    try:
        picture_from(BytesIO(damaged))
    except InvalidInput:
        return


_ASCII, _RATIONAL = 2, 5


@pytest.mark.parametrize(("tag", "kind"), [(0x0128, _ASCII), (0x011A, _ASCII), (0x010E, _RATIONAL)])
def test_crooked_camera_notes_do_not_spoil_a_photo(tag, kind):
    """Exif with an orientation and one note whose type is not the one of its tag, as some cameras write it."""
    entries = sorted([(0x0112, 3, 1, 6), (tag, kind, 1, 8)])
    notes = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries)) + notes + struct.pack("<I", 0)
    file = BytesIO()
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=exif)
    file.seek(0)
    assert Image.open(BytesIO(picture_from(file).large)).size == (20, 40)
