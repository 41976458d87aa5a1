"""The main navigation: a few tasks, the same on every page, however many tables there are.

A member's own work comes first. Where a task has several places, they stand below it; lists of records join the task
that their room names, so that one more kind changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hashiwatashi.matching.registry import offered_to
from hashiwatashi.web.rooms import Task, rooms


@dataclass(frozen=True, slots=True)
class Place:
    """One entry; either leads to a page or has others ``below`` it."""

    label: str | Promise
    href: str = ""
    below: tuple[Place, ...] = ()
    is_current: bool = False


def places(request: HttpRequest) -> list[Place]:
    """The entries for a visitor, in order, with the present page marked."""
    path = request.path
    find = [
        _place(path, _("Search in plain words"), reverse("search")),
        *_lists(request, Task.FIND),
        _place(path, _("Find free time"), reverse("reservation-free")),
    ]
    bodies = [*_lists(request, Task.BODIES), _place(path, _("Areas"), reverse("area-list"))]
    common = [
        _group(_("Find"), find),
        _place(path, _("Get advice"), reverse("advice")),
        _group(_("Institutions and regions"), bodies),
        _place(path, _("How to use"), reverse("help")),
    ]
    if request.user.is_authenticated:
        return [_place(path, _("Today"), reverse("account-home")), *common]
    return common


def _lists(request: HttpRequest, task: Task) -> list[Place]:
    """The lists of a task, of kinds that the visitor can look for."""
    found = [room for kind, room in rooms().items() if kind in offered_to(request.user)]
    return [_place(request.path, room.title, reverse(room.list_name)) for room in found if room.task == task]


def _place(path: str, label: str | Promise, href: str) -> Place:
    """A page below the home page is current on all pages below it."""
    return Place(label, href, is_current=path == href or (href != "/" and path.startswith(href)))


def _group(label: str, below: list[Place]) -> Place:
    return Place(label, below=tuple(below), is_current=any(place.is_current for place in below))
