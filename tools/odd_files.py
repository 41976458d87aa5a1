"""The files that tools/assault uploads: each stands for a kind of file that once took the site down or lost data."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl import Workbook

#: A file's name and its bytes.
Odd = tuple[str, bytes]
_FDFA, _CORPORATION = "\ufdfa", "\u337f"
_EQUIPMENT = ("機器名", "所有機関", "管理番号", "設置場所", "導入日")
_LAB = "架空県工業技術センター"
_CALL = ("補助金名", "募集開始", "募集終了", "補助上限額（千円）", "補助率")
_TIMES = (
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026/4/1 9:00", "5月29日（金）17時必着", "2020-03-311",
    "2999-12-31T23:59:59-14:00", "1900-01-01T00:00:00+14:00", "3000-01-01", "1899-12-31", "令和99年13月1日",
    "20200331", "2020年3月", "-1", "1e400", "44927.5", "2026-05-29",
)  # fmt: skip

NAMES = (
    "ほ" * 90 + ".csv", "../../../etc/cron.d/x.csv", "a\\b\\c.xlsx", ".csv", "CON", "x" * 300 + ".csv",
    "\u202egpj.csv", "e\u0301.xlsx", "a.tar.gz", "'; drop.csv", "..", "100%.csv", "a" * 20 + "." + "b" * 200,
)  # fmt: skip
MAPPINGS: tuple[Odd, ...] = (
    ("m.json", b"[]"), ("m.json", b"null"), ("m.json", b'{"a": 1}'), ("m.json", b'{"a": {"b": []}}'),
    ("m.json", b"[" * 50_000), ("m.json", b'{"\\ud800": "name"}'), ("m.json", b"\xff\xfe"), ("m.json", b"NaN"),
    ("m.csv", b""), ("m.csv", b"\x00,\x00"), ("m.csv", "機器名,name\n機器名,owner\n".encode()),
    ("m.csv", "機器名,無い\n".encode("cp932")), ("m.csv", b'"' + b"a" * 200_000),
    ("m.json", b'{"a": ' + b"9" * 6000 + b"}"),
)  # fmt: skip


def _csv(heading: tuple[str, ...], *rows: tuple[str, ...], encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(row) for row in (heading, *rows)).encode(encoding, errors="surrogatepass")


def _book(*rows: tuple[Any, ...], then: Callable[[Workbook], object] = lambda book: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    then(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rewritten(content: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A workbook in which the parts whose names end so are written anew."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            for ending, change in parts.items():
                part = change(part) if name.endswith(f"{ending}.xml") else part
            new.writestr(name, part)
    return stream.getvalue()


def _far(column: int, row: int) -> Callable[[Workbook], object]:
    def put(book: Workbook) -> None:
        book.worksheets[0].cell(row, column).value = " "

    return put


def _merged(book: Workbook) -> None:
    for bounds in ("B2:B3", "A4:E9", "D2:E2"):
        book.worksheets[0].merge_cells(bounds)


def _hidden(book: Workbook) -> None:
    for number in range(40):
        book.create_sheet(f"表{number}").append(_EQUIPMENT)
    book.active = 1
    book.worksheets[0].sheet_state = "hidden"


def _many_references(workbook: bytes) -> bytes:
    found = re.search(rb"<sheet [^>]*/>", workbook)
    assert found is not None
    sheets = [re.sub(rb'name="[^"]*"', b'name="s%d"' % n, found[0]) for n in range(200)]
    sheets = [re.sub(rb'sheetId="\d+"', b'sheetId="%d"' % (n + 1), one) for n, one in enumerate(sheets)]
    return workbook.replace(found[0], b"".join(sheets))


def _huge_dimension(sheet: bytes) -> bytes:
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', sheet)


def _swollen(sheet: bytes) -> bytes:
    return sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)


def _laughing(sheet: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, (b"&e%d;" % (n - 1)) * 10) for n in range(1, 9))
    return re.sub(rb"<worksheet", b'<!DOCTYPE x [<!ENTITY e0 "ha">%s]><worksheet' % entities, sheet, count=1)


def _workbooks() -> Iterator[tuple[str, Odd]]:
    plain = (_EQUIPMENT, ("架空の顕微鏡", _LAB, "K-1", "本館", "2020-04-01"))
    book = _book(*plain)
    yield "equipment", ("far_corner.xlsx", _book(*plain, then=_far(16_384, 1_048_576)))
    yield "equipment", ("far_column.xlsx", _book(*plain, then=_far(2000, 1)))
    yield "equipment", ("far_row.xlsx", _book(*plain, then=_far(1, 1_048_576)))
    yield "equipment", ("huge_dimension.xlsx", _rewritten(book, sheet1=_huge_dimension))
    yield "equipment", ("swollen.xlsx", _rewritten(book, sheet1=_swollen))
    yield "equipment", ("laughing.xlsx", _rewritten(book, sheet1=_laughing))
    yield "equipment", ("two_hundred_sheets.xlsx", _rewritten(_book(*plain * 500), workbook=_many_references))
    yield "equipment", ("no_sheet.xlsx", _rewritten(book, sheet1=lambda part: b""))
    yield "equipment", ("broken_sheet.xlsx", _rewritten(book, sheet1=lambda part: part[: len(part) // 2]))
    yield "equipment", ("merged.xlsx", _book(*plain * 4, then=_merged))
    yield "equipment", ("hidden.xlsx", _book(*plain, then=_hidden))
    yield "equipment", ("truncated.xlsx", book[: len(book) // 2])
    yield "equipment", ("empty.xlsx", b"")
    yield "equipment", ("text.xlsx", _csv(_EQUIPMENT))
    yield "equipment", ("text.xls", _csv(_EQUIPMENT))
    yield "equipment", ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3000)
    yield "equipment", ("empty.ods", b"PK\x05\x06" + b"\x00" * 18)
    words = ("#REF!", "#NAME?", "#N/A", "=1/0", '=HYPERLINK("x")')
    yield "equipment", ("errors.xlsx", _book(_EQUIPMENT, *((word, _LAB, word, word, word) for word in words)))
    numbers = (1e308, -1, 0.1, 2**53, True)
    yield "equipment", ("numbers.xlsx", _book(_EQUIPMENT, *((n, _LAB, n, n, n) for n in numbers)))
    yield "calls", ("percent.xlsx", _book(_CALL, ("架空補助金", 44927.5, 2958465.9, 1e30, 0.5)))
    yield "equipment", ("two_rows.xlsx", _book(("機器", None, "仕様"), ("名称", "所有機関", "型式"), *plain))


def _lists() -> Iterator[tuple[str, Odd]]:
    yield (
        "calls",
        ("calls.csv", _csv(_CALL, *((f"架空補助金{n}", when, when, "1500", "1/2") for n, when in enumerate(_TIMES)))),
    )
    for number, when in enumerate(_TIMES[:4]):
        yield (
            "calls",
            (f"call{number}.csv", _csv(_CALL, (f"架空の補助金{number}", "2025-04-01", when, "9" * 20, "%"))),
        )
    yield (
        "equipment",
        ("dates.csv", _csv(_EQUIPMENT, *((f"機器{n}", _LAB, str(n), "", when) for n, when in enumerate(_TIMES)))),
    )
    for name, sign in (("fdfa", _FDFA), ("corporation", _CORPORATION)):
        rows = [(f"架空の一覧{n}", sign * many) for n, many in enumerate((1990, 6000, 20_000))]
        yield "seeds", (f"{name}.csv", _csv(("研究課題名", "概要"), *rows))
        yield "equipment", (f"{name}_names.csv", _csv(_EQUIPMENT, *((sign * many, _LAB) for many in (20, 200, 3000))))
    names = (
        "株式会社 架空製作所",
        "株式会社　別会社",
        "株式会社",
        "",
        "\u200b",
        "＝架空",
        "+1",
        "@x",
        "架空\x00社",
        "髙橋﨑",
    )
    yield "equipment", ("owners.csv", _csv(_EQUIPMENT, *((f"機器{n}", name) for n, name in enumerate(names))))
    firms = [("9" * digits, f"架空{digits}株式会社", "1" * digits, "x") for digits in (0, 12, 13, 14, 20, 400)]
    yield "organisations", ("firms.csv", _csv(("法人番号", "法人名", "資本金", "従業員数"), *firms))
    yield "equipment", ("long_key.csv", _csv(_EQUIPMENT, ("機器", _LAB, "K" * 400), ("機" * 5000, _LAB, "9" * 20)))
    yield "equipment", ("many_rows.csv", b"\xe6\xa9\x9f\xe5\x99\xa8\xe5\x90\x8d\n" + b"a\n" * 1_000_000)
    yield "equipment", ("many_columns.csv", _csv(_EQUIPMENT + ("x",) * 50_000, ("a",) * 50_000))
    yield "equipment", ("one_cell.csv", _csv(_EQUIPMENT, ('"' + "a" * 2_000_000, _LAB)))
    yield "equipment", ("open_quote.csv", _csv(_EQUIPMENT, *[('"a', _LAB)] * 500))
    yield "equipment", ("twice.csv", _csv((*_EQUIPMENT, "機器名"), ("", _LAB, "1", "", "", "機器")))
    yield "equipment", ("noncharacters.csv", _csv(_EQUIPMENT, ("機器\ufffe\uffff\x00\x1a", f"\ufeff{_LAB}\u00a0")))
    yield "equipment", ("surrogates.csv", _csv(_EQUIPMENT, ("機器\ud800", _LAB)))
    for encoding in ("euc-jp", "iso-2022-jp", "cp932", "utf-16", "utf-32", "utf-7"):
        yield "equipment", (f"{encoding}.csv", _csv(_EQUIPMENT, ("電子顕微鏡", _LAB), encoding=encoding))
    yield "equipment", ("noise.csv", bytes(range(256)) * 400)
    yield "equipment", ("nothing.csv", b"")
    yield "equipment", ("marks.csv", b"\xef\xbb\xbf" * 3)
    yield "equipment", ("end.csv", _csv(_EQUIPMENT, ('="001"', _LAB)) + b"\n\x1a")
    yield "equipment", ("pipes.csv", _csv(_EQUIPMENT, ("機器", _LAB)).replace(b",", b"|"))
    codes = [("131016", "千代田区"), ("9" * 30, "x"), ("", ""), ("１３１０１６", "千" * 3000)]
    yield "municipalities", ("codes.csv", _csv(("団体コード", "市区町村名"), *codes))


def _data() -> Iterator[tuple[str, Odd]]:
    """JSON that is no list of records."""
    endless = {"title": "架空", "acceptance_end_datetime": "9999-12-31T23:59:59Z"}
    said: tuple[object, ...] = (
        None, [], {}, [[]], [None], {"result": None}, {"result": [1, "a", []]}, [{"機器名": {"a": [1]}}],
        [{"機器名": 1e308, "所有機関": True}], [{"title": "\ud800"}], {"result": [endless]},
    )  # fmt: skip
    for number, one in enumerate(said):
        yield "calls", (f"data{number}.json", json.dumps(one).encode())
    yield "calls", ("deep.json", b"[" * 100_000)
    yield "calls", ("digits.json", b'[{"title": ' + b"9" * 6000 + b"}]")
    yield "calls", ("half.json", b'{"result": [')


#: Each file with the table it is meant for.
FILES: list[tuple[str, Odd]] = [*_workbooks(), *_lists(), *_data()]
