"""The REST API: what it is called, its routers and its documentation page."""

from __future__ import annotations

from ninja import NinjaAPI

from hashiwatashi.api import (
    catalogues,
    changes,  # noqa: F401 its routes join those of the catalogues
    match,
    problems,
)

_DESCRIPTION = """
Shared equipment, research seeds, experts, funding, needs and organisations of Japan. Reading needs no key; a session
that signed in sees what its account may, and changes its own records with PATCH and If-Match. Errors are problem
details (RFC 9457). The language follows Accept-Language.
"""

# The documentation page uses the scripts that ninja ships, served by this site and allowed by its policy as they are.
api = NinjaAPI(
    title="hashiwatashi 橋渡し",
    version="1",
    description=_DESCRIPTION.strip(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", match.router)
api.add_router("", catalogues.router)
problems.register(api)
