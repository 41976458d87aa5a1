"""One mechanism for printed forms (様式): a frozen data class and a layout become a PDF.

A form is a data class below `PrintedForm`; its layout is a Typst file that stands beside it, or one that an
institution owns. The layout reads the form as data, from ``form.json``; nothing that a record holds is ever part of
the markup, so that no text can change the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from hashiwatashi.common.forms_print import qr
from hashiwatashi.common.forms_print.fonts import families, font_folder
from hashiwatashi.common.forms_print.texts import breakable

_LAYOUT, _FORM, _CODE = "layout.typ", "form.json", "qr.svg"
# An address too long for a code stands there in letters alone.
_NO_CODE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a form: what it is, and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedForm:
    """What every form carries: its language, its title, the page it was printed from, and when.

    ``notice`` says who may see it, e.g. 公開情報.
    """

    language: str
    site: str
    title: str
    notice: str
    address: str
    printed_on: str


def pdf(form: PrintedForm, layout: Path, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The form in its layout, as a PDF with its fonts embedded.

    The layout finds ``form.json`` (the fields of the form, and ``fonts`` and ``pictures``, names to be used),
    ``qr.svg`` (the code of the form's address) and each of ``pictures`` under its name. Raises `Unavailable` without
    a Japanese font, `typst.TypstError` for a layout with mistakes.
    """
    folder, pictures = font_folder(), pictures or {}
    told = {**_with_breaks(asdict(form)), "address": form.address}
    data = {**told, "fonts": families(folder), "pictures": sorted(pictures)}
    files = {
        **pictures,
        _CODE: qr.svg(form.address) if qr.has_room(form.address) else _NO_CODE,
        _FORM: json.dumps(data, ensure_ascii=False).encode(errors="replace"),
        _LAYOUT: layout.read_bytes(),
    }
    # A layout reads the files of this folder and no others.
    with TemporaryDirectory(prefix="form-") as root:
        for name, content in files.items():
            (Path(root) / name).write_bytes(content)
        made: bytes = typst.compile(
            Path(root) / _LAYOUT, root=Path(root), format="pdf", font_paths=[folder], ignore_system_fonts=True
        )
    return made


def _with_breaks(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return {name: _broken(part) for name, part in value.items()}


def _broken(value: object) -> object:
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, dict):
        return _with_breaks(value)
    return [_broken(part) for part in value] if isinstance(value, list | tuple) else value
