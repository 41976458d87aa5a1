"""Finding what the domains declare, so that nothing above them has to list them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import hashiwatashi


def domains() -> list[str]:
    """The packages directly below the platform's own, by name."""
    return sorted(found.name for found in iter_modules(hashiwatashi.__path__) if found.ispkg)


def discover(name: str) -> list[ModuleType]:
    """Every module called ``name`` that stands directly in a domain, imported."""
    found = []
    for domain in domains():
        package = import_module(f"hashiwatashi.{domain}")
        if any(module.name == name for module in iter_modules(package.__path__)):
            found.append(import_module(f"hashiwatashi.{domain}.{name}"))
    return found
