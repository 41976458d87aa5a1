"""QR codes (ISO/IEC 18004) that lead from paper back to a page."""

from __future__ import annotations

from io import BytesIO

import segno

# Paper is folded and gets wet: up to 15 % of the code may be unreadable.
_CORRECTION = "m"
# The standard wants four modules of white around the code; readers need them on dark ground.
_BORDER = 4
# Bytes of an address whose code is still read off paper when it is two and a half centimetres wide.
LONGEST = 500


def has_room(address: str) -> bool:
    """Whether an address is short enough for a code on paper."""
    return len(address.encode()) <= LONGEST


def svg(address: str) -> bytes:
    """The code of an address as an SVG file without a size of its own; raises `ValueError` over `LONGEST` bytes."""
    if not has_room(address):
        raise ValueError(f"an address of {len(address)} characters is too long for a code on paper")
    file = BytesIO()
    code = segno.make(address, error=_CORRECTION, micro=False, boost_error=False)
    code.save(
        file, kind="svg", xmldecl=False, omitsize=True, border=_BORDER, light="#fff", svgclass=None, lineclass=None
    )
    return file.getvalue()
