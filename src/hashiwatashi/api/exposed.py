"""What the API gives of each searchable kind; every module of the API that holds one declares it as ``EXPOSED``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ninja import Router

import hashiwatashi.api
from hashiwatashi.api.shapes import Shape
from hashiwatashi.matching.enums import Kind


@dataclass(frozen=True, slots=True)
class Exposed:
    """One kind: its routes, the shape of a record, and how a record becomes one."""

    kind: Kind
    router: Router
    shape: type[Shape]
    present: Callable[[Any], Shape]


@cache
def exposed() -> Mapping[Kind, Exposed]:
    """Every kind there is, in order. Raises `KeyError` for one that the API does not give."""
    modules = (
        import_module(f"hashiwatashi.api.{found.name}")
        for found in iter_modules(hashiwatashi.api.__path__)
        if found.name not in _WITHOUT
    )
    found = {module.EXPOSED.kind: module.EXPOSED for module in modules if hasattr(module, "EXPOSED")}
    return {kind: found[kind] for kind in Kind}


# Those that themselves stand on all kinds.
_WITHOUT = frozenset({"application", "match", "exposed"})
