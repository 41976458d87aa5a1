"""Changing a record: only the owner's people, only from the version they have read (``If-Match``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Schema
from pydantic import ConfigDict

from hashiwatashi.common.errors import DomainError, NotAllowed
from hashiwatashi.people.models import Account

M = TypeVar("M", bound=Model)
_VERSION = re.compile(r'"(\d{1,9})(-[0-9a-f]+)?"')
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=100,
        pattern=_VERSION.pattern,
        description="The ETag of the record as it was read, or its `version` in quotation marks.",
        examples=['"3"'],
    ),
]


class NotFromVersion(DomainError):
    """The change does not say which version it was made from."""

    code = "version_needed"
    status = 428


class Changes(Schema):
    """What may be changed; fields left out stay as they are."""

    model_config = ConfigDict(extra="forbid")


def version_in(if_match: str) -> int | None:
    """The version that the header names; None where it names none."""
    version = _VERSION.fullmatch(if_match)
    return int(version[1]) if version else None


def changed(
    request: HttpRequest,
    records: QuerySet[M],
    uid: UUID,
    permission: str,
    changes: Changes,
    if_match: str,
    change: Callable[..., Mapping[str, Any]],
) -> M:
    """The record with the changes stored. Raises `NotAllowed`, `NotFromVersion`, `InvalidInput`, `EditConflict`."""
    record = get_object_or_404(records, uid=uid)
    account = request.user
    if not isinstance(account, Account) or not account.has_perm(f"hashiwatashi.{permission}", record):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))
    version = version_in(if_match)
    if version is None:
        raise NotFromVersion(_("Say which version you have read: send its ETag in the header If-Match."))
    values = changes.model_dump(exclude_unset=True)
    if "prefecture" in values:
        values["prefecture_id"] = values.pop("prefecture")
    change(record, by=account, version=version, **values)
    return records.get(uid=uid)
