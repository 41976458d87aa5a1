"""An installation's own questions: a sheet, checked, put in force, taken back."""

import pytest
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.equipment import vocabulary as module
from hashiwatashi.equipment.vocabulary import Question
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.questions import read_questions, undo_questions, use_questions

SHEET = """質問,英語,装置の種類
羊羹に白い粉が出る,white powder on yokan,走査電子顕微鏡；ftir
糸がすぐ切れる,,universal-tester
"""


@pytest.fixture
def sheet(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "sheet.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return written


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    yield
    module.vocabulary.cache_clear()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_kinds_are_named_by_key_or_by_name(sheet, encoding):
    found = read_questions(sheet(SHEET, encoding))
    assert found.refusals == ()
    assert found.questions == (
        Question("羊羹に白い粉が出る", "white powder on yokan", ("sem", "ftir")),
        Question("糸がすぐ切れる", "", ("universal-tester",)),
    )


def test_each_line_that_cannot_be_taken_is_named_with_its_reason(sheet):
    bad = f"""質問,装置の種類
,sem
さび,走査電子顕微
さび２,
{"あ" * 201},sem
さび３,sem;ftir;xrf;xrd;tem;afm;nmr
羊羹,sem
羊羹,ftir
"""
    found = read_questions(sheet(bad))
    assert [refusal.line for refusal in found.refusals] == [2, 3, 4, 5, 6, 8]
    assert "走査電子顕微鏡" in found.refusals[1].reason
    assert "line 7" in found.refusals[5].reason
    assert [question.ja for question in found.questions] == ["羊羹"]


@pytest.mark.parametrize("text", ["質問,答え\nさび,sem\n", "a,b\n1,2\n"])
def test_a_sheet_without_the_columns_is_refused(sheet, text):
    with pytest.raises(UnusableFile, match="装置の種類"):
        read_questions(sheet(text))


def test_many_kinds_with_semicolons_are_no_columns(sheet):
    lines = "".join(f"架空の粉{n},sem;eds;ftir;xrf;raman;xrd\n" for n in range(5))
    found = read_questions(sheet("質問,装置の種類\n" + lines))
    assert (found.refusals, {len(question.kinds) for question in found.questions}) == ((), {6})


@pytest.mark.parametrize("text", ["", "質問,装置の種類\n", "質問,装置の種類\n,\n"])
def test_a_sheet_without_a_question_is_refused(sheet, text):
    with pytest.raises(UnusableFile):
        read_questions(sheet(text))


def test_control_characters_and_line_ends_are_no_part_of_a_question(sheet):
    found = read_questions(sheet('質問,装置の種類\n"さび\x1b\u2028の\n正体",sem\n'))
    assert [question.ja for question in found.questions] == ["さび の 正体"]


def test_questions_are_used_and_taken_back():
    first, second = (Question(text, "", ("sem",)) for text in ("架空の問い一", "架空の問い二"))
    shipped = len(module.vocabulary().questions)

    def own():
        module.vocabulary.cache_clear()
        return [question.ja for question in module.vocabulary().questions[shipped:]]

    assert not undo_questions()
    for question in (first, second):
        use_questions([question])
        assert own() == [question.ja]
    for expected in (first, second):
        assert undo_questions()
        assert own() == [expected.ja]


def test_the_command_checks_previews_uses_and_undoes(sheet):
    def run(*arguments):
        result = CliRunner().invoke(collect(), ["vocabulary", *(str(argument) for argument in arguments)])
        return result.exit_code, result.output

    bad = run("use", sheet("質問,装置の種類\nさび,ない装置\n"))
    assert bad[0] == 2
    assert "Line 2" in bad[1]
    assert not module.own_questions_file().exists()
    given = sheet("質問,装置の種類\n架空の羊羹にひげが生える,moisture-meter\n")
    code, told = run("check", given)
    assert (code, "架空の羊羹" in told, "moisture" in told) == (0, True, True)
    assert not module.own_questions_file().exists()
    assert run("use", given)[0] == 0
    assert module.own_questions_file().exists()
    assert run("undo")[0] == 0
    assert not module.own_questions_file().exists()
