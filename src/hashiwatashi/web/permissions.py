"""Who may use an address: said at each view, checked before it runs, listed in docs/develop/routes.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.errors import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

M = TypeVar("M", bound=Model)

PUBLIC = "public"
SIGNED_IN = "signed in"
# Sign-in pages, the administration site and the API declare their permissions in their own ways.
_NOT_YOURS = _("Your account may not do this. Ask the administrator of the organisation it belongs to.")
_OTHERS = ("accounts/", "administration/", "api/")


def public(view: View[P]) -> View[P]:
    """Anyone may; what is shown still goes through ``visible_to``."""
    return _declare(view, PUBLIC, lambda request: True)


def signed_in(view: View[P]) -> View[P]:
    """Any account may."""
    return _declare(view, SIGNED_IN, lambda request: request.user.is_authenticated)


def permitted(permission: str) -> Callable[[View[P]], View[P]]:
    """Accounts with ``hashiwatashi.<permission>`` may; for one record see `on_record`."""

    def decorate(view: View[P]) -> View[P]:
        return _declare(view, permission, lambda request: request.user.has_perm(f"hashiwatashi.{permission}"))

    return decorate


def on_record(
    model: type[M], permission: str
) -> Callable[[Callable[Concatenate[HttpRequest, M, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Accounts with ``hashiwatashi.<permission>`` on the record that the address names by its ``uid`` may.

    The view gets the record instead of the ``uid``, loaded as lists show it and through ``visible_to``: what the
    account cannot see is not found, what it may not change is refused.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, M, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def loaded(request: HttpRequest, /, uid: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            records: Any = model._default_manager
            record = get_object_or_404(records.visible_to(request.user).for_lists(), uid=uid)
            if not request.user.has_perm(f"hashiwatashi.{permission}", record):
                raise NotAllowed(_NOT_YOURS)
            return view(request, record, *args, **kwargs)

        return _declare(loaded, f"{permission} on the record", lambda request: request.user.is_authenticated)

    return decorate


def _declare(view: View[P], permission: str, may: Callable[[HttpRequest], bool]) -> View[P]:
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if may(request):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise NotAllowed(_NOT_YOURS)

    checked.declared_permission = permission  # type: ignore[attr-defined]
    return checked


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site; ``permission`` is empty where the view declares none (a test refuses that)."""

    path: str
    name: str
    permission: str


def routes() -> Iterator[Route]:
    """Every address of our own, in the order of the URL configuration."""
    yield from _routes_below(get_resolver().url_patterns, "")


def _routes_below(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(_OTHERS):
            continue
        if isinstance(pattern, URLResolver):
            yield from _routes_below(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield Route(path, pattern.name or "", getattr(pattern.callback, "declared_permission", ""))
