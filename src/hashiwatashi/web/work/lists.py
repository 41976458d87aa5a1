"""A list as a large Excel file, made as long work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.texts import clean
from hashiwatashi.people.models import Account
from hashiwatashi.web.exports import file_name, workbook
from hashiwatashi.web.lists import Catalogue
from hashiwatashi.web.rooms import addresses
from hashiwatashi.work.folders import folder_of
from hashiwatashi.work.models import Work
from hashiwatashi.work.registry import Result, Tell, kind_of_work
from hashiwatashi.work.tasks import order

KIND = "list"
_LONGEST_QUERY = 2000


@cache
def catalogues() -> Mapping[str, Catalogue[Any]]:
    """The list of every room of records, by its kind."""
    found = (import_module(f"hashiwatashi.web.{room}.listing").CATALOGUE for room in addresses())
    return {catalogue.kind.value: catalogue for catalogue in found}


def order_list(kind: str, query: str, *, by: Account) -> Work:
    """Have a list made as an Excel file; ``query`` is the list page's own. Raises `InvalidInput`."""
    if kind not in catalogues() or len(query) > _LONGEST_QUERY:
        raise InvalidInput(_("There is no such list."), field="kind")
    try:
        QueryDict(query)
    except (BadRequest, SuspiciousOperation) as error:
        raise InvalidInput(_("There is no such list."), field="query") from error
    title = _("%(list)s as an Excel file") % {"list": catalogues()[kind].title}
    return order(kind=KIND, by=by, title=title, parameters={"list": kind, "query": clean(query)})


@kind_of_work(KIND, gettext_lazy("List as a file"))
def _write(work: Work, tell: Tell) -> Result:
    catalogue, asked = catalogues()[work.parameters["list"]], QueryDict(work.parameters["query"])
    found = catalogue.found(asked, work.account)
    total = found.count()

    def rows() -> Iterator[Any]:
        for number, record in enumerate(found.iterator(chunk_size=2000), start=1):
            yield catalogue.present(work.account, record)
            tell(min(number, total), total)

    name = file_name(catalogue.kind.value, "xlsx")
    workbook(catalogue.kind.value, catalogue.columns, rows()).save(folder_of(work.uid) / name)
    return Result(file=name)
