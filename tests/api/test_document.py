"""The OpenAPI document is true: what it promises is answered, what it rules out is refused as it says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
)

from hashiwatashi.api.application import api
from hashiwatashi.matching import sync

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = get_wsgi_application()
schema.config.base_url = "http://localhost/"


@pytest.fixture
def _records(db, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    settings.ALLOWED_HOSTS = ["localhost"]
    for factory in (EquipmentFactory, SeedFactory, ExpertFactory, CallFactory, NeedFactory, OrganisationFactory):
        factory.create_batch(2)
    sync.build_index()
    # As Django's own test client does: the test's transaction must outlive each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_records")
@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_documented(case):
    case.call_and_validate()


def test_the_document_is_the_one_the_site_serves(client):
    assert Client().get("/api/v1/openapi.json").json() == schema.raw_schema
