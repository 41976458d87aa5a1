import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.factories import CallFactory, EquipmentFactory, ExpertFactory, NeedFactory, SeedFactory

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching import sync, tasks
from hashiwatashi.matching.errors import IndexUnreadable
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.sync import Aside, Differences, build_index, differences, update_index
from hashiwatashi.needs.models import Need

HASHI = Path(sys.executable).parent / "hashi"


def make_one_of_each():
    return [factory() for factory in (EquipmentFactory, SeedFactory, ExpertFactory, CallFactory, NeedFactory)]


def test_an_update_works_off_all_marks_and_leaves_index_and_database_equal(index):
    make_one_of_each()
    marks = IndexMark.objects.count()
    assert update_index() == marks
    assert IndexMark.objects.count() == 0
    assert differences() == Differences()
    # Five records and the owners of three of them; the firm that has the need says nothing of itself.
    assert len(index) == 8


def test_changes_and_deletions_reach_the_index(index):
    equipment, seed, *_ = make_one_of_each()
    build_index()
    before = dict(index.versions())
    Equipment.objects.update(uses="削る")
    gone = f"seed:{seed.pk}"
    seed.delete()
    update_index()
    after = dict(index.versions())
    assert set(before) - set(after) == {gone}
    assert before[f"equipment:{equipment.pk}"] != after[f"equipment:{equipment.pk}"]
    assert differences() == Differences()


def test_what_retires_leaves_the_index_and_comes_back(index):
    equipment = EquipmentFactory()
    update_index()
    Equipment.objects.update(status="retired")
    update_index()
    assert f"equipment:{equipment.pk}" not in dict(index.versions())
    Equipment.objects.update(status="running")
    update_index()
    assert f"equipment:{equipment.pk}" in dict(index.versions())


def test_a_build_takes_everything_and_the_marks_from_before(index):
    make_one_of_each()
    told = []
    assert build_index(progress=told.append) == 8 == len(index)
    assert told[-1] == 8
    assert IndexMark.objects.count() == 0
    assert differences() == Differences()


def test_differences_are_named(index):
    kept, changed, gone, unseen = (EquipmentFactory() for _ in range(4))
    build_index()
    Equipment.objects.filter(pk=changed.pk).update(uses="削る")
    index.update(remove=[f"equipment:{unseen.pk}"])
    gone_id = f"equipment:{gone.pk}"
    gone.delete()
    IndexMark.objects.all().delete()
    found = differences()
    assert found == Differences((f"equipment:{unseen.pk}",), (f"equipment:{changed.pk}",), (gone_id,))
    sync.refresh(set(found.ids))
    assert differences() == Differences()
    assert f"equipment:{kept.pk}" in dict(index.versions())


@pytest.mark.parametrize("count", [3, 30])
def test_an_update_reads_with_a_fixed_number_of_queries(index, django_assert_num_queries, count):
    owner = EquipmentFactory().owner
    update_index()
    for _ in range(count):
        EquipmentFactory(owner=owner)
    # The marks, the records with names and predecessors of their owners, deleting the marks, looking for more.
    with django_assert_num_queries(6):
        assert update_index() == count


def test_the_task_does_the_work_and_nothing_where_there_is_none(index):
    EquipmentFactory()
    assert tasks.bring_index_up_to_date.call() == 2
    assert tasks.bring_index_up_to_date.call() == 0


def test_one_record_never_stops_the_index(index):
    """A stored value from before our checks: no document can be made of it."""
    seed, need = SeedFactory(), NeedFactory()
    Need.objects.filter(pk=need.pk).update(level=7)
    named = {f"need:{need.pk}": "ValueError: 7 is not a valid DisclosureLevel"}

    aside = Aside()
    # The need's firm says nothing, the seed's university is found by its name.
    assert (build_index(aside=aside), dict(aside)) == (2, named)
    assert f"seed:{seed.pk}" in dict(index.versions())

    Need.objects.filter(pk=need.pk).update(title="もう一度")
    aside = Aside()
    assert (update_index(aside=aside), dict(aside), IndexMark.objects.count()) == (1, named, 0)
    assert update_index() == 0
    found = differences()
    assert (len(found), dict(found.aside)) == (0, named)


def break_index(settings):
    """Leave an index behind as another version of the engine would."""
    EquipmentFactory()
    build_index()
    (Path(settings.SEARCH_INDEX) / "current").write_text("v0-1")
    EquipmentFactory()


def test_an_unreadable_index_is_refused_and_keeps_its_marks(index, settings):
    break_index(settings)
    with pytest.raises(IndexUnreadable):
        update_index()
    assert IndexMark.objects.count() == 2


def test_an_unreadable_index_is_mended_by_a_build(index, settings):
    break_index(settings)
    assert build_index() == 4
    assert differences() == Differences()


# --- killed at any moment -------------------------------------------------------------------------------------------

MAKE = """
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.organisations.models import Organisation
owner = Organisation.objects.create(kind="public_lab", name="架空試験場", name_key="架空試験場", prefecture_id="04")
Equipment.objects.bulk_create(
    Equipment(owner=owner, name=f"電子顕微鏡{n}", uses="小さな異物の形と元素を調べる" * 5) for n in range(1000)
)
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation of its own with 1,000 pieces of equipment and no index yet."""
    home = tmp_path_factory.mktemp("installation")
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
    environment = {**clean, "HASHI_HOME": str(home)}

    def start(*arguments):
        return subprocess.Popen([HASHI, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(*arguments):
        process = start(*arguments)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output.decode(), errors.decode()

    assert run("migrate")[0] == 0
    assert run("manage", "shell", "-v", "0", "-c", MAKE)[0] == 0
    return home, start, run


def kill_after(process, seconds):
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


def writing_has_begun(home, before):
    """Wait until the index folder changes, so that the kill falls into the work and not into start-up."""
    for _ in range(3000):
        if sorted((home / "index").rglob("*")) != before:
            return
        time.sleep(0.005)
    raise AssertionError("nothing was ever written")


def test_a_killed_build_or_update_loses_nothing(installation):
    home, start, run = installation
    luck = random.Random(20260401)
    for _ in range(2):
        before = sorted((home / "index").rglob("*"))
        process = start("index", "build")
        writing_has_begun(home, before)
        assert kill_after(process, luck.uniform(0, 0.8)) == -signal.SIGKILL
    assert run("index", "build")[0] == 0
    assert run("index", "verify")[0] == 0
    for number in range(2):
        change = f"from hashiwatashi.equipment.models import Equipment; Equipment.objects.update(model='K-{number}')"
        assert run("manage", "shell", "-v", "0", "-c", change)[0] == 0
        before = sorted((home / "index").rglob("*"))
        process = start("index", "update")
        writing_has_begun(home, before)
        kill_after(process, luck.uniform(0, 0.5))
    code, output, _ = run("index", "verify", "--json")
    assert (code, output) == (
        0,
        '{"missing": 0, "outdated": 0, "surplus": 0, "triggers_missing": 0, "repaired": false, "set_aside": 0}\n',
    )
