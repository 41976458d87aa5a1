"""The report on all published R&D themes, ordered as long work; `hashi report themes` writes the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching import sheet, themes
from hashiwatashi.people.models import Account
from hashiwatashi.work.folders import folder_of
from hashiwatashi.work.models import Work
from hashiwatashi.work.registry import Result, Tell, kind_of_work
from hashiwatashi.work.tasks import order

KIND = "themes"


def order_themes(*, home: Prefecture | None, by: Account) -> Work:
    """Have the report made; ``home`` stands in where the place of a theme's owner is not known.

    Raises `NotAllowed` for whoever is neither officer nor operator.
    """
    parameters = {"home": home.code if home else ""}
    return order(kind=KIND, by=by, title=_("Report on the R&D themes"), parameters=parameters)


@kind_of_work(KIND, gettext_lazy("Report"), may="order_report")
def _write(work: Work, tell: Tell) -> Result:
    home = Prefecture.objects.filter(code=work.parameters["home"]).first()
    name = f"themes-{timezone.localdate():%Y%m%d}.xlsx"
    found = _told(themes.answered(home=home), themes.count(), tell)
    counts = sheet.write(found, folder_of(work.uid) / name)
    told = _("%(themes)d themes, %(suggestions)d suggestions, %(elsewhere)d of them from other prefectures")
    return Result({"told": told % counts, "counts": dict(counts)}, name)


def _told(found: Iterable[themes.Theme], total: int, tell: Tell) -> Iterator[themes.Theme]:
    tell(0, total)
    for number, theme in enumerate(found, start=1):
        yield theme
        tell(min(number, total), total)
