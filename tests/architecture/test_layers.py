"""Rules about the code that import-linter cannot see."""

import tomllib
from pathlib import Path

from django.apps import apps

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


def test_every_table_has_a_registered_model():
    registry = (ROOT / "src/hashiwatashi/models.py").read_text()
    missing = [
        model.__name__
        for model in apps.get_app_config("hashiwatashi").get_models()
        if f'"{model.__name__}"' not in registry and not model._meta.auto_created
    ]
    assert missing == []


def test_files_stay_short():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and "data" not in path.parts
        for count in [len(path.read_text(encoding="utf-8").splitlines())]
        if count > 400
    ]
    assert long == []
