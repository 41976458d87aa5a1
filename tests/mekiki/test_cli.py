import json
import subprocess
import sys
from pathlib import Path

import pytest

from mekiki.errors import InputError
from mekiki.lines import read_documents

MEKIKI = Path(sys.executable).parent / "mekiki"


def mekiki(*words):
    return subprocess.run([MEKIKI, *map(str, words)], capture_output=True, text=True, timeout=120, check=False)


def write(path, *lines):
    path.write_bytes(b"".join(line if isinstance(line, bytes) else line.encode() + b"\n" for line in lines))
    return path


@pytest.fixture
def corpus(tmp_path):
    return write(
        tmp_path / "corpus.jsonl",
        '{"_id": "sem", "title": "走査電子顕微鏡", "text": "小さな異物の形と元素を調べる"}',
        '{"_id": "ct", "title": "X線CT", "text": "鋳物の中の空洞を壊さずに見る"}',
    )


@pytest.fixture
def queries(tmp_path):
    return write(
        tmp_path / "queries.jsonl", '{"_id": "q1", "text": "異物を調べたい"}', '{"_id": "q2", "text": "空洞"}'
    )


def rank(corpus, queries, out, *more):
    return mekiki("rank", "--corpus", corpus, "--queries", queries, "--out", out, *more)


def test_a_query_without_a_word_finds_nothing(tmp_path, corpus):
    queries = write(
        tmp_path / "q.jsonl",
        *(f'{{"_id": "q{n}", "text": "{t}"}}' for n, t in enumerate(["", " ", "。。。", "空洞"])),
    )
    assert rank(corpus, queries, tmp_path / "run.trec").returncode == 0
    assert {line.split()[0] for line in (tmp_path / "run.trec").read_text().splitlines()} == {"q3"}


def test_a_run_has_six_columns_best_first(tmp_path, corpus, queries):
    assert rank(corpus, queries, tmp_path / "run.trec").returncode == 0
    rows = [line.split() for line in (tmp_path / "run.trec").read_text().splitlines()]
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows if row[3] == "1"] == [
        ("q1", "Q0", "sem", "1", "mekiki"),
        ("q2", "Q0", "ct", "1", "mekiki"),
    ]


def test_a_run_is_measured_against_judgements(tmp_path, corpus, queries):
    qrels = write(tmp_path / "qrels.tsv", "query\tdocument\tgrade", "q1\tsem\t2", "q2\tct\t1")
    rank(corpus, queries, tmp_path / "run.trec")
    answer = mekiki("evaluate", "--qrels", qrels, "--run", tmp_path / "run.trec", "--json")
    assert json.loads(answer.stdout) == {
        "queries": 2,
        "mrr_at_10": 1.0,
        "ndcg_at_10": 1.0,
        "recall_at_10": 1.0,
        "recall_at_100": 1.0,
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"_id": "x", "text": 3}', "text must be a text"),
        ('{"text": "x"}', "_id is missing"),
        ('{"_id": "a b", "text": "x"}', "_id must be a text without spaces"),
        ('{"_id": "sem", "text": "x"}', "the _id 'sem' stood before"),
        ("{", "not JSON"),
        ("[]", "a JSON object is needed"),
        (b'{"_id": "x", "text": "\x83e"}\n', "not UTF-8"),
    ],
)
def test_a_bad_line_is_named_with_file_number_and_reason_and_nothing_is_written(
    tmp_path, corpus, queries, line, reason
):
    with corpus.open("ab") as file:
        file.write(line if isinstance(line, bytes) else line.encode())
    refusal = rank(corpus, queries, tmp_path / "run.trec")
    assert refusal.returncode == 2
    assert f"{corpus}, line 3: {reason}" in refusal.stderr
    assert not (tmp_path / "run.trec").exists()


def test_an_earlier_run_survives_a_failed_one(tmp_path, corpus, queries):
    rank(corpus, queries, tmp_path / "run.trec")
    before = (tmp_path / "run.trec").read_bytes()
    write(corpus, "{")
    assert rank(corpus, queries, tmp_path / "run.trec").returncode == 2
    assert (tmp_path / "run.trec").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "queries.jsonl", "run.trec"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_corpus_is_an_error(tmp_path, corpus, queries, content):
    corpus.write_bytes(content)
    refusal = rank(corpus, queries, tmp_path / "run.trec")
    assert (refusal.returncode, "nothing in it" in refusal.stderr) == (2, True)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [(["q1\tsem"], "three columns"), (["q1\tsem\t1", "q1\tct\tnan"], "line 2: the grade 'nan' is not a number")],
)
def test_bad_judgements_are_named(tmp_path, corpus, queries, lines, reason):
    rank(corpus, queries, tmp_path / "run.trec")
    qrels = write(tmp_path / "qrels.tsv", *lines)
    refusal = mekiki("evaluate", "--qrels", qrels, "--run", tmp_path / "run.trec")
    assert (refusal.returncode, reason in refusal.stderr) == (2, True)


def test_a_missing_file_and_an_unknown_option_are_refused(tmp_path, queries):
    assert rank(tmp_path / "none.jsonl", queries, tmp_path / "run.trec").returncode == 2
    assert mekiki("rank", "--unknown").returncode == 2


def test_django_is_not_needed():
    code = "import sys, mekiki.cli; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_a_document_twice_in_a_run_is_refused(tmp_path):
    qrels = write(tmp_path / "qrels.tsv", "q\td\t1")
    run = write(tmp_path / "run.trec", "q Q0 d 1 2.0 x", "q Q0 d 2 1.0 x")
    done = mekiki("evaluate", "--qrels", qrels, "--run", run)
    assert (done.returncode, "line 2" in done.stderr) == (2, True)


def test_a_number_of_thousands_of_digits_is_refused(tmp_path):
    documents = write(tmp_path / "documents.jsonl", '{"_id": "d", "text": "x", "n": ' + "9" * 5000 + "}")
    with pytest.raises(InputError, match="line 1"):
        list(read_documents(documents))
