import csv
import json
import subprocess
import sys
import time

import highspy
import numpy as np
import pytest
import typer
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from mekiki.assign.model.exact import exact
from mekiki.assign.solve.certificate import Certificate
from mekiki.assign.solve.infeasible import Infeasible
from mekiki.assign.timetable import Timetable, arrange
from mekiki.assign.timetable.colouring import coloured
from mekiki.assign.timetable.event import Event
from mekiki.assign.timetable.exchange import exchanged
from mekiki.assign.timetable.placing import in_turn
from mekiki.assign.timetable_command import timetable
from mekiki.errors import InputError


@st.composite
def events(draw, absent=True):
    firms, researchers, slots = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    wishes = [(f, r) for f in range(firms) for r in range(researchers) if draw(st.integers(0, 9)) < 8]
    assume(wishes)
    there = st.integers(0, 9).map(lambda number: number < 8) if absent else st.just(True)
    present = [
        np.array([[draw(there) for _ in range(slots)] for _ in range(people)]) for people in (firms, researchers)
    ]
    return Event(
        tuple(f"f{n}" for n in range(firms)),
        tuple(f"r{n}" for n in range(researchers)),
        np.array([f for f, _ in wishes]),
        np.array([r for _, r in wishes]),
        np.array([draw(st.integers(-100, 1000)) / 100 for _ in wishes]),
        *present,
        draw(st.integers(1, 4)),
        np.array([draw(st.integers(0, min(2, int(row.sum())))) for row in present[0]]),
    )


def best(event):
    """The best total by an integer programme of its own, `None` when nothing is feasible."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    slots = event.firm_there.shape[1]
    used = {}
    for wish, (f, r) in enumerate(zip(event.wish_firm, event.wish_researcher, strict=True)):
        for slot in range(slots):
            if event.firm_there[f, slot] and event.researcher_there[r, slot]:
                used[wish, int(f), int(r), slot] = highs.addBinary()
    zero = highs.addVariable(0, 0)

    def some(**fixed):
        return sum((x for k, x in used.items() if all(k["wfrs".index(n)] == v for n, v in fixed.items())), zero + 0)

    for wish in range(len(event.score)):
        highs.addConstr(some(w=wish) <= 1)
    for slot in range(slots):
        highs.addConstr(some(s=slot) <= event.rooms)
        for firm in range(len(event.firms)):
            highs.addConstr(some(f=firm, s=slot) <= 1)
        for researcher in range(len(event.researchers)):
            highs.addConstr(some(r=researcher, s=slot) <= 1)
    for firm, least in enumerate(event.minimum):
        highs.addConstr(some(f=firm) >= int(least))
    highs.maximize(sum((float(event.score[key[0]]) * x for key, x in used.items()), zero + 0))
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    return highs.getObjectiveValue()


def check(event, found):
    firm, researcher = event.wish_firm[found.wishes], event.wish_researcher[found.wishes]
    assert len(set(found.wishes.tolist())) == len(found.wishes)
    assert len(set(zip(firm.tolist(), found.slots.tolist(), strict=True))) == len(firm)
    assert len(set(zip(researcher.tolist(), found.slots.tolist(), strict=True))) == len(firm)
    assert event.firm_there[firm, found.slots].all()
    assert event.researcher_there[researcher, found.slots].all()
    assert (np.bincount(found.slots, minlength=1) <= event.rooms).all()
    assert (np.bincount(firm, minlength=len(event.firms)) >= event.minimum).all()
    assert float(found.certificate.total) == pytest.approx(event.score[found.wishes].sum())


@settings(max_examples=60, deadline=None)
@given(events())
def test_with_absences_the_total_equals_the_integer_programmes_and_all_bounds_are_kept(event):
    expected = best(event)
    try:
        found = arrange(event, time_limit=20)
    except Infeasible:
        assert expected is None
        return
    check(event, found)
    assert float(found.certificate.total) == pytest.approx(expected)
    assert float(found.certificate.bound) >= expected - 1e-6
    assert found.proved or found.searched_to_the_end


@settings(max_examples=25, deadline=None)
@given(events())
def test_exchanging_slots_never_loses_and_keeps_all_bounds(event):
    start = in_turn(event, 0)
    assume(start is not None)
    scores = exact(event.score)
    found = exchanged(event, start, scores.total(start.wishes) + 1000, seed=0, until=time.monotonic() + 0.05)
    total = scores.total(found.wishes)
    assert total >= scores.total(start.wishes)
    check(event, Timetable(event, found.wishes, found.slots, Certificate(total, total), "search"))


@settings(max_examples=60, deadline=None)
@given(events(absent=False))
def test_with_nobody_absent_it_is_proved_best_without_a_search(event):
    expected = best(event)
    try:
        found = arrange(event)
    except Infeasible:
        assert expected is None
        return
    check(event, found)
    assert found.proved
    assert found.method == "colouring"
    assert float(found.certificate.total) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 9))
def test_colouring_uses_no_more_slots_than_the_busiest_needs_and_no_more_rooms(seed, most):
    pairs = np.argwhere(np.random.default_rng(seed).random((most, 9)) < 0.6)
    assume(len(pairs))
    slots = int(max(np.bincount(pairs[:, 0]).max(), np.bincount(pairs[:, 1]).max()))
    rooms = -(-len(pairs) // slots)
    slot = coloured(pairs[:, 0], pairs[:, 1], slots=slots, rooms=rooms)
    assert slot.min() >= 0
    assert slot.max() < slots
    assert np.bincount(slot).max() <= rooms
    for side in (0, 1):
        assert len(np.unique(pairs[:, side] * slots + slot)) == len(pairs)


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    app.command()(timetable)
    files = {"wishes": "firm,researcher,score\n架空工業,青木,3\n架空工業,井上,2\n架空製菓,青木,1\n"}

    def run(*words, **more):
        options = ["--slots", "2", "--rooms", "1", "--out", str(tmp_path / "out.csv"), *words]
        for name, text in (files | more).items():
            (tmp_path / f"{name}.csv").write_text(text)
            options += [f"--{name}", str(tmp_path / f"{name}.csv")]
        return CliRunner().invoke(app, options)

    return run


def test_the_timetable_is_written_by_slot(run, tmp_path):
    facts = json.loads(run("--json", absences="role,name,slot\nresearcher,青木,1\n").stdout)
    assert (facts["status"], facts["total"], facts["gap"], facts["meetings"]) == ("optimal", 5.0, 0.0, 2)
    with (tmp_path / "out.csv").open() as file:
        assert list(csv.reader(file)) == [
            ["slot", "room", "firm", "researcher", "score"],
            ["1", "1", "架空工業", "井上", "2.0"],
            ["2", "1", "架空工業", "青木", "3.0"],
        ]


def test_minimum_meetings_are_kept(run):
    facts = json.loads(run("--json", minimum="firm,minimum\n架空製菓,1\n").stdout)
    assert (facts["total"], facts["firms"]) == (4.0, {"架空工業": 1, "架空製菓": 1})


def test_minimum_meetings_that_cannot_be_had_exit_3_with_the_proof(run, tmp_path):
    result = run("--json", minimum="firm,minimum\n架空製菓,2\n")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["message"].startswith(
        "no timetable exists: 1 firms (架空製菓) must have 2 meetings, but their wishes"
    )
    assert not (tmp_path / "out.csv").exists()


def test_a_clash_that_no_flow_sees_is_found_by_the_search(run):
    """Everyone has the hours, but the two firms need the same researcher in the same slot."""
    result = run(
        "--rooms",
        "2",
        wishes="firm,researcher,score\na,x,1\nb,x,1\nc,y,1\n",
        minimum="firm,minimum\na,1\nb,1\n",
        absences="role,name,slot\nfirm,a,2\nfirm,b,2\n",
    )
    assert result.exit_code == 3
    assert "the search tried every one" in result.stderr


def test_the_search_leaves_standard_output_to_the_answer(tmp_path):
    (tmp_path / "wishes.csv").write_text("firm,researcher,score\na,x,1\n")
    (tmp_path / "absences.csv").write_text("role,name,slot\nfirm,a,1\n")
    words = [
        "--wishes",
        "wishes.csv",
        "--absences",
        "absences.csv",
        "--slots",
        "2",
        "--rooms",
        "1",
        "--out",
        "o",
        "--json",
    ]
    command = "import typer; from mekiki.assign.timetable_command import timetable; typer.run(timetable)"
    done = subprocess.run([sys.executable, "-c", command, *words], cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout)["method"] == "placing"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"absences": "role,name,slot\nguest,青木,1\n"}, "line 2: the role 'guest' is neither firm nor researcher"),
        ({"absences": "role,name,slot\nfirm,青木,1\n"}, "line 2: unknown firm '青木'"),
        ({"absences": "role,name,slot\nresearcher,青木,3\n"}, "line 2: the slot 3 is not between 1 and 2"),
        ({"wishes": "firm,researcher,score\na,x,1\na,x,2\n"}, "line 3: the wish a, x stood before"),
        ({"wishes": "firm,researcher,score\n"}, "no wish in it"),
        ({"minimum": "firm,minimum\n架空製菓,3\n"}, "架空製菓 must have 3 meetings but is there in 2 slots only"),
    ],
)
def test_what_cannot_be_used_is_named(run, files, reason):
    error = run(**files).exception
    assert isinstance(error, InputError)
    assert reason in str(error)
