"""What leads from a printed page back to the site: its address in letters, and as a QR code."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri, uri_to_iri
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.forms_print import qr
from hashiwatashi.web.permissions import public

_KEPT_SECONDS = 86_400
_drawn = lru_cache(maxsize=256)(qr.svg)


@public
def code(request: HttpRequest) -> HttpResponse:
    """The code of an address of this site, ``?to=/path``, as an image; it leads nowhere else."""
    path = request.GET.get("to", "")
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        raise InvalidInput(_("Codes are drawn for addresses of this site alone."), field="to")
    address = request.build_absolute_uri(iri_to_uri(path))
    if not qr.has_room(address):
        raise InvalidInput(_("This address is too long for a code."), field="to")
    answer = HttpResponse(_drawn(address), content_type="image/svg+xml")
    answer["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return answer


def code_address(request: HttpRequest) -> str:
    """Where the code of the present page is; empty where its address is too long for one."""
    if not qr.has_room(request.build_absolute_uri()):
        return ""
    return f"{reverse('qr')}?{urlencode({'to': request.get_full_path()})}"


def in_letters(request: HttpRequest) -> str:
    """The present address as people read it."""
    return uri_to_iri(request.build_absolute_uri())
