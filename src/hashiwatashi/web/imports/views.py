"""Pages for importing files: upload, preview, import, result, and what was imported before."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.spreadsheets import XLSX, Book, Look
from hashiwatashi.common.texts import unguarded
from hashiwatashi.exchange import uploads
from hashiwatashi.exchange.models import ImportRun
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.uploads import Stage, Upload
from hashiwatashi.people.models import Account
from hashiwatashi.web.imports.forms import UploadForm
from hashiwatashi.web.imports.tables import tables_for, template
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.visitors import account_of
from hashiwatashi.work.actions import forget
from hashiwatashi.work.models import Work

_PAGE = 25
_PAGES = {
    Stage.BUSY: "imports/working.html",
    Stage.STOPPED: "imports/working.html",
    Stage.PREVIEWED: "imports/preview.html",
    Stage.IMPORTED: "imports/result.html",
    Stage.FAILED: "imports/failed.html",
    Stage.CANCELLED: "imports/cancelled.html",
}


@permitted("import_files")
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is looked at, and nothing is stored."""
    account = account_of(request)
    tables = tables_for(account)
    form = UploadForm(
        tables, request.POST or None, request.FILES or None, initial={"table": request.GET.get("table")}
    )
    if form.is_valid():
        said = form.cleaned_data
        file = said.pop("file")
        upload = uploads.keep(name=file.name or "file", chunks=file.chunks(), by=account, **said)
        uploads.look(upload)
        return redirect("import-job", upload.work.uid)
    context = {"form": form, "tables": tables, "runs": _runs(account)[:5]}
    return render(request, "imports/start.html", context, status=400 if form.is_bound else 200)


@permitted("import_files")
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An upload as far as it is: how it goes on, the preview, the result, or why it failed."""
    upload = _own(request, uid)
    counts = upload.report.get("counts", {})
    told = sum(group[2] for group in upload.report.get("groups", ()))
    context = {
        "job": upload,
        "uid": uid,
        "progress": upload.progress,
        "title": TABLES[upload.table].title,
        "has_more": counts.get("rejected", 0) > told,
        "has_good": counts.get("rejected", 0) < counts.get("rows", 0),
        "has_rejects": upload.has_rejects,
    }
    return render(request, _PAGES[upload.stage], context)


@permitted("import_files")
@require_POST
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Import what was previewed; once."""
    uploads.store(_idle(request, uid))
    return redirect("import-job", uid)


@permitted("import_files")
@require_POST
def choose_sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look at another sheet of the same workbook; nothing is stored."""
    upload = _idle(request, uid)
    if request.POST.get("sheet") not in upload.report.get("sheets", ()):
        raise InvalidInput(_("Choose one of the sheets of the file."), field="sheet")
    uploads.look(upload, sheet=request.POST["sheet"])
    return redirect("import-job", uid)


@permitted("import_files")
def rejects(request: HttpRequest, uid: UUID, form: str) -> HttpResponseBase:
    """The rejected rows as a file to be mended and uploaded again."""
    upload = _own(request, uid)
    if not upload.has_rejects or form not in {"csv", "xlsx"}:
        raise Http404
    path = upload.rejects
    if form == "csv":
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")
    return _attached(_workbook(_read(path)), path.with_suffix(".xlsx").name)


@permitted("import_files")
def download_template(request: HttpRequest, table: str) -> HttpResponse:
    """An Excel file to fill in for one table."""
    if table not in dict(tables_for(account_of(request))):
        raise Http404
    response = HttpResponse(template(table), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{table}-template.xlsx"'
    return response


@permitted("import_files")
def history(request: HttpRequest) -> HttpResponse:
    """What was imported before: one's own files; everyone's, from the command line too, for operators."""
    page = Paginator(_runs(account_of(request)), _PAGE).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return render(
        request,
        "imports/history.html",
        {"page": page, "pages": pages, "titles": {name: table.title for name, table in TABLES.items()}},
    )


@permitted("import_files")
@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Forget an upload that was not imported."""
    forget(_idle(request, uid).work, by=account_of(request))
    messages.success(request, _("The file is gone; nothing was stored."))
    return redirect("import-start")


def _own(request: HttpRequest, uid: UUID) -> Upload:
    """The upload, if it is the account's own; operators see all."""
    return Upload(get_object_or_404(_own_work(account_of(request)), uid=uid))


def _idle(request: HttpRequest, uid: UUID) -> Upload:
    """An upload that is neither imported nor being worked on."""
    upload = _own(request, uid)
    if upload.stage in {Stage.IMPORTED, Stage.BUSY}:
        raise Conflict(_("This file is being imported or has been already."))
    return upload


def _own_work(account: Account) -> QuerySet[Work]:
    return Work.objects.visible_to(account).filter(kind=uploads.KIND).select_related("account")


def _runs(account: Account) -> QuerySet[ImportRun]:
    runs = ImportRun.objects.select_related("account")
    return runs if account.is_superuser else runs.filter(account=account)


def _read(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream)


def _workbook(rows: Iterator[list[str]]) -> Book:
    """Cells as text: codes keep their zeros, and nothing is computed, so that no guard is needed."""
    with Book() as book:
        sheet = book.sheet("Sheet", [unguarded(text) for text in next(rows)], Look(keeps_text=True))
        for row in rows:
            sheet.append(unguarded(text) for text in row)
    return book


def _attached(book: Book, name: str) -> HttpResponse:
    response = HttpResponse(book.content(), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
