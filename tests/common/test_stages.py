import pytest
from django.db import models
from tests.factories import MembershipFactory, NeedFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, EditConflict, NotAllowed
from hashiwatashi.common.stages import _GRAPHS, Stages, Step, graphs
from hashiwatashi.needs.enums import NeedStage
from hashiwatashi.needs.events import NeedEvent
from hashiwatashi.needs.stages import NEED_STAGES
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
TESTER = SystemActor("test")


class Colour(models.TextChoices):
    RED = "red"
    BLUE = "blue"


def step(verb, sources, target):
    return Step(verb, verb, sources, target, "change_need", NeedEvent.CHANGED)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([], "nothing leads to"),
        ([step("a", ("red",), "green")], "unknown stages"),
        ([step("a", ("green",), "blue")], "unknown stages"),
        ([step("a", ("red",), "blue"), step("a", ("red",), "red")], "two steps are called a"),
        ([step("a", ("blue",), "blue")], "nothing leads to"),
    ],
)
def test_a_graph_with_a_fault_cannot_be_declared(steps, reason):
    before = list(_GRAPHS)
    with pytest.raises(ValueError, match=reason):
        Stages("colour", Colour, steps, initial=Colour.RED)
    assert before == _GRAPHS


@pytest.fixture
def need(db):
    return NeedFactory()


@pytest.fixture
def owner(need):
    return MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account


def test_a_step_stores_the_stage_its_line_and_the_next_version(need, owner):
    NEED_STAGES.move(need, "settle", by=owner, reason="answered", version=1)
    (line,) = AuditEvent.objects.all()
    assert (line.event, line.data["changed"], line.reason) == (
        "need.settled",
        {"stage": ["open", "settled"]},
        "answered",
    )
    assert (need.stage, need.version, type(need).objects.get().stage) == ("settled", 2, "settled")


@pytest.mark.parametrize(
    ("verb", "version", "error"),
    [("publish", None, Conflict), ("nonsense", None, Conflict), ("settle", 7, EditConflict)],
)
def test_a_step_that_is_not_open_leaves_everything_as_it_is(need, owner, verb, version, error):
    with pytest.raises(error):
        NEED_STAGES.move(need, verb, by=owner, version=version)
    assert (need.stage, type(need).objects.get().version, AuditEvent.objects.count()) == ("open", 1, 0)


def test_a_step_is_for_those_who_may_and_for_the_product_itself(need):
    with pytest.raises(NotAllowed):
        NEED_STAGES.move(need, "settle", by=MembershipFactory(role=Role.REPRESENTATIVE).account)
    NEED_STAGES.move(need, "settle", by=TESTER)
    assert need.stage == NeedStage.SETTLED


def test_a_step_looks_at_the_record_as_it_is_stored(need, owner):
    outdated = type(need).objects.get()
    NEED_STAGES.move(need, "withdraw", by=owner)
    with pytest.raises(Conflict):
        NEED_STAGES.move(outdated, "settle", by=owner)


def test_a_refused_step_and_a_failing_effect_change_nothing(need):
    def fails(record, by):
        raise RuntimeError

    refused = Step("a", "a", ("red",), "red", "x", NeedEvent.CHANGED, refusal=lambda record: "Not today.")
    failing = Step("b", "b", ("red",), "red", "x", NeedEvent.CHANGED, effect=fails)
    graph = Stages(
        "title", models.TextChoices("Title", {"RED": "red"}), [refused, failing], field="sector", initial="red"
    )
    _GRAPHS.remove(graph)
    type(need).objects.update(sector="red")
    with pytest.raises(Conflict, match="Not today"):
        graph.move(need, "a", by=TESTER)
    with pytest.raises(RuntimeError):
        graph.move(need, "b", by=TESTER)
    assert AuditEvent.objects.count() == 0


def test_the_steps_open_to_somebody(need, owner):
    assert [one.verb for one in NEED_STAGES.open_to(owner, need)] == ["settle", "withdraw"]
    assert NEED_STAGES.open_to(MembershipFactory().account, need) == []


def test_every_graph_is_drawn():
    drawn = {graph.name: graph.drawn() for graph in graphs()}
    assert "open --> settled: settle" in drawn["need"]
