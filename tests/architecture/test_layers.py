"""Rules about the code that import-linter cannot see."""

import tomllib
from pathlib import Path

from django.apps import apps

from hashiwatashi.api.exposed import exposed
from hashiwatashi.common.permissions import rule_exists
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.web.permissions import PUBLIC, SIGNED_IN, routes
from hashiwatashi.web.rooms import rooms

ROOT = Path(__file__).parent.parent.parent


def layers():
    """Domain → height, lowest 0, as the import contracts declare them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    order = contracts[0]["layers"]
    return {
        name.strip(): height for height, row in enumerate(reversed(order)) for name in row.replace("|", " ").split()
    }


def domain(model):
    return model.__module__.split(".")[1]


def test_foreign_keys_point_down_or_stay_in_their_domain():
    height = layers()
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_app_config("hashiwatashi").get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and field.concrete
        and field.related_model.__module__.startswith("hashiwatashi.")
        and domain(model) != domain(field.related_model)
        and height[domain(field.related_model)] >= height[domain(model)]
    ]
    assert upward == []


def test_every_permission_that_a_page_or_route_asks_for_is_decided_by_a_rule():
    asked = {route.permission.removesuffix(" on the record") for route in routes()} - {PUBLIC, SIGNED_IN}
    assert {name for name in asked if not rule_exists(f"hashiwatashi.{name}")} == set()


def test_every_kind_is_declared_in_search_pages_and_api():
    """Each registry raises for a kind that has no declaration of its own."""
    assert list(searchables()) == list(rooms()) == list(exposed()) == list(Kind)


def test_files_stay_short():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and "data" not in path.parts
        for count in [len(path.read_text(encoding="utf-8").splitlines())]
        if count > 400
    ]
    assert long == []
