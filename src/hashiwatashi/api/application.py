"""The REST API: what it is called, its routers and its documentation page."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from hashiwatashi.api import (
    asking,
    closures,
    consultation_figures,
    consultation_steps,
    duties,
    finding,
    firms,
    hours,
    licences,
    match,
    opening,
    prefectures,
    problems,
    reservations,
    waiting,
)
from hashiwatashi.api.exposed import exposed

_DESCRIPTION = """
Shared equipment, research seeds, experts, funding, needs and organisations of Japan. Reading needs no key; a session
that signed in sees what its account may, and changes its own records with PATCH and If-Match. Errors are problem
details (RFC 9457). The language follows Accept-Language.
"""


class Api(NinjaAPI):
    """An API whose document tells that refusals come as problem details."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {problems.CONTENT_TYPE: response["content"]["application/json"]}
        return document


# The documentation page uses the scripts that ninja ships, served by this site and allowed by its policy as they are.
api = Api(
    title="hashiwatashi 橋渡し",
    version="1",
    description=_DESCRIPTION.strip(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", match.router)
for router in (
    prefectures.router,
    duties.router,
    firms.router,
    reservations.router,
    finding.router,
    opening.router,
    closures.router,
    hours.router,
    waiting.router,
    licences.router,
    asking.router,
    consultation_steps.router,
    consultation_figures.router,
    *(one.router for one in exposed().values()),
):
    api.add_router("", router)
problems.register(api)
