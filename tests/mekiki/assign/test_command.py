import csv
import json
from random import Random

import pytest
import typer
from typer.testing import CliRunner

from mekiki.assign.command import assign
from mekiki.errors import InputError

FILES = {
    "scores": "task,agent,score\n試作,青木,0.9\n試作,井上,0.5\n測定,青木,0.8\n測定,井上,0.1\n",
    "demand": "task,demand\n試作,1\n測定,1\n",
    "capacity": "agent,capacity\n青木,1\n井上,2\n",
}
app = typer.Typer()
app.command()(assign)


@pytest.fixture
def run(tmp_path):
    def run(*words, **files):
        options = []
        for name, text in (FILES | files).items():
            path = tmp_path / f"{name}.csv"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            options += [f"--{name}", str(path)]
        options += ["--out", str(tmp_path / "out.csv"), *words]
        return CliRunner().invoke(app, options, catch_exceptions=True)

    return run


def rows(tmp_path):
    with (tmp_path / "out.csv").open(newline="") as file:
        return list(csv.reader(file))


def test_the_best_total_is_written_and_proved(run, tmp_path):
    facts = json.loads(run("--json").stdout)
    assert rows(tmp_path) == [["task", "agent", "score"], ["測定", "青木", "0.8"], ["試作", "井上", "0.5"]]
    assert (facts["status"], facts["total"], facts["bound"], facts["gap"]) == ("optimal", 1.3, 1.3, 0.0)
    assert facts["loads"] == {"青木": 1, "井上": 1}


def test_the_fairest_names_its_worst_task_and_why_it_is_no_better(run):
    worst = json.loads(run("--json", "--objective", "fairest").stdout)["worst"]
    assert (worst["method"], worst["score"], worst["bound"], worst["task"]) == ("pair", 0.5, 0.5, "試作")
    assert worst["why_no_higher"].startswith(
        "with scores of 0.8 and more no assignment exists: 2 tasks (測定, 試作) need"
    )


def test_a_sentence_for_people(run):
    assert run().stdout.splitlines()[0] == "2 pairs, total 1.3, proved best"


def test_forced_pairs_conflicts_minimum_loads_and_groups_are_kept(run, tmp_path):
    run(forced="task,agent\n測定,井上\n")
    assert ["測定", "井上", "0.1"] in rows(tmp_path)
    run(conflicts="task,agent\n測定,青木\n")
    assert ["測定", "井上", "0.1"] in rows(tmp_path)
    run(minimum="agent,minimum\n井上,2\n")
    assert [row[1] for row in rows(tmp_path)[1:]] == ["井上", "井上"]
    run(groups="agent,group\n井上,産\n青木,学\n", quotas="group,maximum,minimum,per_task\n産,9,0,1\n学,0,0,1\n")
    assert [row[1] for row in rows(tmp_path)[1:]] == ["井上", "井上"]


def test_no_assignment_exits_3_with_the_proof_and_writes_nothing(run, tmp_path):
    result = run("--json", capacity="agent,capacity\n青木,1\n井上,0\n")
    facts = json.loads(result.stdout)
    assert result.exit_code == 3
    assert facts["message"] == (
        "no assignment exists: 2 tasks (測定, 試作) need 2 places, "
        "but the 2 agents (井上, 青木) they may go to have only 1 place"
    )
    assert (facts["need"], facts["room"], facts["status"]) == (2, 1, "infeasible")
    assert facts["message"] in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_partial_serves_as_many_as_it_can_and_names_the_rest(run):
    facts = json.loads(run("--json", "--partial", capacity="agent,capacity\n青木,1\n井上,0\n").stdout)
    assert (facts["pairs"], facts["total"], facts["unserved"]) == (1, 0.9, {"測定": 1})


def test_rows_in_another_order_give_the_same_file(run, tmp_path):
    shuffle = Random(3)
    tasks, agents = [f"t{n}" for n in range(30)], [f"a{n}" for n in range(10)]
    parts = {
        "scores": ["task,agent,score", *(f"{t},{a},{shuffle.randrange(3)}" for t in tasks for a in agents)],
        "demand": ["task,demand", *(f"{t},1" for t in tasks)],
        "capacity": ["agent,capacity", *(f"{a},4" for a in agents)],
    }
    found = set()
    for seed in ("0", "0", "1"):
        texts = {}
        for name, (header, *body) in parts.items():
            shuffle.shuffle(body)
            texts[name] = "\n".join([header, *body]) + "\n"
        assert run("--seed", seed, **texts).exit_code == 0
        found.add((seed, (tmp_path / "out.csv").read_bytes()))
    assert len(found) == 2
    assert len({text for _, text in found}) == 2


BAD = [
    ({"scores": FILES["scores"] + "検査,青木,1\n"}, "scores.csv, line 6: unknown task '検査'"),
    ({"scores": FILES["scores"] + "測定,上野,1\n"}, "scores.csv, line 6: unknown agent '上野'"),
    ({"scores": "task,agent,score\n測定,青木,良い\n"}, "scores.csv, line 2: the score '良い' is not a number"),
    ({"scores": "task,agent,score\n測定,青木,1e308\n"}, "scores.csv, line 2: the score '1e308' is above 1000000"),
    ({"scores": "task,agent,score\n測定,青木,nan\n"}, "scores.csv, line 2: the score 'nan' is not a finite number"),
    ({"scores": "task,agent,score\n\n測定,青木,-inf\n"}, "scores.csv, line 3: the score '-inf' is not a finite"),
    ({"scores": FILES["scores"] + "測定,青木,1\n"}, "scores.csv, line 6: the pair 測定, 青木 stood before"),
    (
        {"scores": FILES["scores"] + "測定,青木\n"},
        "scores.csv, line 6: 3 cells are needed (task,agent,score), found 2",
    ),
    ({"scores": ""}, "scores.csv: nothing in it; the first line must be task,agent,score"),
    ({"scores": "task,agent,score\n"}, "scores.csv: no score in it"),
    ({"scores": "a,b\n"}, "scores.csv, line 1: the headers must be task,agent,score, found a,b"),
    ({"scores": b"task,agent,score\n\xff,b,1\n"}, "scores.csv, line 2: not UTF-8 (invalid start byte at byte 1)"),
    ({"demand": "task,demand\n"}, "demand.csv: no task in it"),
    ({"demand": "task,demand\n試作,1.5\n"}, "demand.csv, line 2: the demand '1.5' is not a whole number"),
    ({"demand": "task,demand\n試作,1\n試作,1\n"}, "demand.csv, line 3: the task '試作' stood before"),
    ({"capacity": "agent,capacity\n青木,-1\n"}, "capacity.csv, line 2: the capacity -1 is negative"),
    ({"capacity": "agent,capacity\n,1\n"}, "capacity.csv, line 2: the agent is empty"),
    ({"minimum": "agent,minimum\n青木,2\n"}, "minimum.csv, line 2: the minimum 2 is above the capacity 1"),
    ({"conflicts": "task,agent\n測定,上野\n"}, "conflicts.csv, line 2: unknown agent '上野'"),
    (
        {"conflicts": "task,agent\n測定,青木\n", "forced": "task,agent\n試作,青木\n測定,青木\n"},
        "forced.csv, line 3: the pair 測定, 青木 is a conflict or has no score",
    ),
    ({"groups": "agent,group\n青木,学\n"}, "groups and quotas are given together or not at all"),
    (
        {"groups": "agent,group\n青木,学\n", "quotas": "group,maximum\n産,1\n"},
        "groups.csv, line 2: unknown group '学'",
    ),
]


@pytest.mark.parametrize(("files", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_cannot_be_used_is_named(run, tmp_path, files, reason):
    error = run(**files).exception
    assert isinstance(error, InputError)
    assert reason in str(error)
    assert not (tmp_path / "out.csv").exists()


def test_a_byte_order_mark_is_passed_over(run):
    assert run(scores="\ufeff" + FILES["scores"]).exit_code == 0


def test_a_missing_file_is_named(run):
    error = run("--conflicts", "/nowhere.csv").exception
    assert isinstance(error, InputError)
    assert "/nowhere.csv: No such file" in str(error)
