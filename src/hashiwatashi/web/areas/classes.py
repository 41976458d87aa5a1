"""The page of what is there and what is not: classes of equipment by prefecture, and its workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import SOURCE
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.spreadsheets import XLSX, Book, Look
from hashiwatashi.equipment.classes import SCHEMES, Scheme
from hashiwatashi.web.addresses import with_only
from hashiwatashi.web.areas.matrix import Line, Matrix, Neighbour
from hashiwatashi.web.exports import file_name
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import home_of

# So many classes fit a sheet of A4 across.
_PAGE = 30
_FIRST = "kind"


class ChoiceOfClasses(forms.Form):
    """By which classes, which of them, and whose prefecture is looked at. What is no choice is told and left out."""

    by = forms.ChoiceField(
        label=gettext_lazy("Classes"), required=False, choices=[(key, one.label) for key, one in SCHEMES.items()]
    )
    text = forms.CharField(label=gettext_lazy("Keywords of the class"), required=False, max_length=100)
    prefecture = forms.ChoiceField(label=gettext_lazy("Prefecture looked at"), required=False)

    def __init__(self, data: Mapping[str, Any], prefectures: Sequence[Prefecture], home: Prefecture | None) -> None:
        self._named = {area.code: area for area in prefectures}
        self._home = home
        super().__init__(data, initial={"by": _FIRST, "prefecture": home.code if home else ""})
        field = self.fields["prefecture"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not chosen")), *((area.code, str(area)) for area in prefectures)]
        self.is_valid()

    @property
    def scheme(self) -> Scheme:
        """The classes chosen."""
        return SCHEMES[self.cleaned_data.get("by") or _FIRST]

    @property
    def words(self) -> list[str]:
        """What the names of the classes shall contain."""
        return str(self.cleaned_data.get("text", "")).split()

    @property
    def area(self) -> Prefecture | None:
        """The prefecture chosen, else the visitor's own."""
        return self._named.get(self.cleaned_data.get("prefecture", ""), self._home)


@public
def index(request: HttpRequest) -> HttpResponse:
    """Classes × prefectures; for one prefecture what it has, and who near it has what it lacks."""
    prefectures, home = list(Prefecture.objects.all()), home_of(request)
    # The form shows what holds, the own prefecture included.
    asked = request.GET if request.GET.get("prefecture") or home is None else _with(request, home)
    form = ChoiceOfClasses(asked, prefectures, home)
    matrix = Matrix.of(request.user, form.scheme, prefectures)
    lines = matrix.named(form.words)
    if request.GET.get("export"):
        return _file(request, matrix, lines, form.area)
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "prefectures": prefectures,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": [(line, matrix.href(line), matrix.cells(line)) for line in page],
        "unclassed": (matrix.unclassed, matrix.href(matrix.unclassed)),
        "nowhere": sum(line.at(None).number for line in matrix.lines),
        "by_kind": form.scheme.bound == "instrument",
        "source": SOURCE,
        "export": with_only(request.GET, "export", "xlsx"),
        **(_seen_from(matrix, lines, form.area) if form.area else {}),
    }
    return render(request, "areas/classes.html", context)


def _with(request: HttpRequest, home: Prefecture) -> dict[str, Any]:
    return {**request.GET.dict(), "prefecture": home.code}


def _seen_from(matrix: Matrix, lines: Sequence[Line], area: Prefecture) -> dict[str, Any]:
    """What a prefecture has of some classes and lacks of them; how many it has of all."""
    here, nothing = matrix.unclassed.at(area.code), [line for line in lines if not line.at(area.code).number]
    return {
        "area": area,
        "column": list(matrix.prefectures).index(area.code),
        "has": [(line, held, matrix.href(line, area.code)) for line in lines if (held := line.at(area.code)).number],
        "lacks": [(line, matrix.neighbours(line, area.code)) for line in nothing],
        "kept": sum(bool(line.at(area.code).number) for line in matrix.lines),
        "all": len(matrix.lines),
        "unclassed_here": (here.number, matrix.href(matrix.unclassed, area.code)),
    }


def _file(request: HttpRequest, matrix: Matrix, lines: Sequence[Line], area: Prefecture | None) -> HttpResponse:
    if request.GET["export"] != "xlsx":
        raise InvalidInput(_("This table can be had as xlsx."), field="export")
    response = HttpResponse(_workbook(matrix, lines, area).content(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name("classes", "xlsx")}"'
    return response


def _workbook(matrix: Matrix, lines: Sequence[Line], area: Prefecture | None) -> Book:
    """The matrix; on a second sheet what one prefecture has, and who near it has the rest."""
    with Book() as book:
        headings = [_("Class"), _("All of Japan"), *map(str, matrix.prefectures.values()), _("Prefecture not known")]
        look = Look(widths=(32, 9, 6), frozen="C2", is_printed=True)
        sheet = book.sheet(_("Classes by prefecture"), headings, look)
        for line in lines:
            sheet.append(_numbers(matrix, line, line.label))
        sheet.append(_numbers(matrix, matrix.unclassed, _("Without a class")), is_ruled=True)
        if area:
            own = book.sheet(str(area), _own_headings(area), Look(widths=(32, 10, 14, 30), is_printed=True))
            for line in lines:
                own.append(_own_row(matrix, line, area))
    return book


def _numbers(matrix: Matrix, line: Line, label: str) -> list[object]:
    return [label, line.total, *(line.at(code).number for code in (*matrix.prefectures, None))]


def _own_headings(area: Prefecture) -> list[str]:
    near = [_("Near it %(place)s") % {"place": place} for place in (1, 2, 3)]
    return [_("Class"), str(area), _("Open to outside users"), *near]


def _own_row(matrix: Matrix, line: Line, area: Prefecture) -> Iterator[object]:
    here = line.at(area.code)
    yield from (line.label, here.number, here.open)
    yield from map(_told, () if here.number else matrix.neighbours(line, area.code))


def _told(near: Neighbour) -> str:
    facts = {"area": near.prefecture, "km": near.distance, "number": near.holding.number, "open": near.holding.open}
    return _("%(area)s, about %(km)s km: %(number)s (%(open)s open)") % facts
