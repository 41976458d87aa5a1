"""What a PDF says."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest


def words_of(made: bytes) -> str:
    """The text of a PDF without white space, which a page may break anywhere."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def pages_of(made: bytes) -> list[int]:
    """How many pages each tree of pages has; one number for a PDF with few."""
    return [int(count) for count in re.findall(rb"/Count (\d+)", made)]
