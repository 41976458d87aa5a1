import re
from dataclasses import dataclass

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.errors import Unavailable
from hashiwatashi.common.forms_print import fonts, qr
from hashiwatashi.common.forms_print.forms import Line, PrintedForm, pdf
from hashiwatashi.common.forms_print.texts import breakable, cut, on_one_line

ADDRESS = "https://hashi.example.jp/equipment/6f0e1f5e-7a7a-4d7b-8b8e-1c1f9ba3d111/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(PrintedForm):
    lines: tuple[Line, ...] = ()


def a_form(**told):
    usual = {
        "language": "ja",
        "site": "橋渡し",
        "title": "様式",
        "notice": "公開情報",
        "printed_on": "",
        "address": ADDRESS,
    }
    return Form(**{**usual, **told})


def layout(folder, text):
    path = folder / "layout.typ"
    path.write_text('#let form = json("form.json")\n#set text(font: form.fonts)\n' + text, encoding="utf-8")
    return path


def test_a_form_is_a_pdf_with_its_fonts_embedded(tmp_path):
    made = pdf(a_form(lines=(Line("名称", "走査電子顕微鏡"),)), layout(tmp_path, "#form.lines.at(0).text"))
    assert made.startswith(b"%PDF-1.")
    assert b"/FontFile2" in made
    assert re.findall(rb"/BaseFont\s*/[A-Z]{6}\+(\w+)", made)[0] == b"IPAexGothic"


def test_an_institution_may_own_the_layout(tmp_path):
    own = layout(tmp_path, '#set document(title: "自機関の様式 " + form.title)\n#image("qr.svg")')
    assert pdf(a_form(), own) != pdf(a_form(), layout(tmp_path, "#form.title"))


def test_a_layout_reads_no_file_of_the_machine(tmp_path):
    (tmp_path / "secret.txt").write_text("架空")
    for name in ("secret.txt", "/etc/hostname", "../secret.txt"):
        with pytest.raises(RuntimeError):
            pdf(a_form(), layout(tmp_path, f'#read("{name}")'))


def test_without_a_font_it_says_what_to_install(settings, tmp_path):
    settings.FONT_PATH = str(tmp_path)
    with pytest.raises(Unavailable, match="HASHI_FONT_PATH"):
        fonts.font_folder()


def test_the_font_of_an_installation_comes_first(settings, tmp_path):
    usual = fonts.font_folder()
    (tmp_path / "own.ttf").symlink_to(next(usual.glob("*.ttf")))
    settings.FONT_PATH = str(tmp_path)
    assert fonts.font_folder() == tmp_path


def dark_modules(svg):
    """The dark modules of a drawn code, without its border, as (row, column)."""
    path = re.findall(rb'stroke="#000" d="([^"]+)"', svg)[0].decode()
    x, y, dark = 0.0, 0.0, set()
    for step, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        found = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if step == "h":
            dark |= {(int(y) - 4, int(x) - 4 + n) for n in range(int(found[0]))}
            x += found[0]
        else:
            x, y = found if step == "M" else (x + found[0], y + found[1])
    return dark


def test_the_code_is_that_of_the_address():
    matrix = segno.make(ADDRESS, error="m", micro=False, boost_error=False).matrix
    expected = {(y, x) for y, row in enumerate(matrix) for x, module in enumerate(row) if module & 1}
    assert dark_modules(qr.svg(ADDRESS)) == expected


def test_the_code_has_no_style_that_the_content_policy_refuses():
    assert b"style" not in qr.svg(ADDRESS)


def test_an_address_that_no_paper_holds_is_refused():
    with pytest.raises(ValueError, match="too long"):
        qr.svg("https://hashi.example.jp/?q=" + "あ" * 300)


def test_texts_are_cut_to_what_they_may_take():
    assert on_one_line(" a\n\n b\tc ", 10) == "a b c"
    assert (cut("あいうえお", 5), cut("あいうえおか", 5)) == ("あいうえお", "あいうえ…")


@given(st.text())
def test_breaks_add_nothing_that_is_seen(text):
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")
    assert all(len(word) <= 24 for word in re.findall(r"[!-~]+", breakable(text)))
