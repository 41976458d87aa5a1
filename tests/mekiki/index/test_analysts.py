import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from mekiki import Document, HelperLost, Query, TantivyIndex
from mekiki.index import analysts
from mekiki.index.layout import prepare

TEXT = "海沿いの工場で鉄がさびる原因を調べたい。\x00\ud800"


def documents(count):
    return [
        Document(f"d{number}", f"装置{number}", TEXT, {"kind": ("equipment",)}, number, f"架空大学{number}")
        for number in range(count)
    ]


def many():
    return documents(analysts._WORTH_HELP + 150)


@pytest.fixture
def two_cores(monkeypatch):
    """Helpers are started even where a single core is left to the tests."""
    monkeypatch.setattr(analysts, "_cores", lambda: 2)


def helpers_of(process):
    """Its helpers alone: a test's process has other children, such as a browser's driver."""
    command = ["pgrep", "-P", str(process), "-f", analysts.__name__]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def runs(process):
    """Whether it still runs; one that ended and that nobody has asked after does not."""
    try:
        return not re.search(r"^State:\s+Z", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_helpers_prepare_what_this_process_would_in_order(two_cores):
    given = many()
    assert list(analysts.prepared(given)) == [prepare(document) for document in given]


def test_helpers_are_gone_afterwards_also_when_the_caller_stops_early(two_cores):
    stream = analysts.prepared(many())
    next(stream)
    assert len(helpers_of(os.getpid())) == 2
    stream.close()
    assert helpers_of(os.getpid()) == []


def test_it_works_from_a_thread(two_cores):
    found = []
    thread = threading.Thread(target=lambda: found.extend(analysts.prepared(many())))
    thread.start()
    thread.join()
    assert len(found) == len(many())


def test_a_document_that_cannot_be_analysed_is_refused_as_in_this_process(two_cores):
    given = [*many(), Document("bad", 3)]
    with pytest.raises(TypeError):
        list(analysts.prepared(given))


@pytest.mark.parametrize("count", [3, 1500])
def test_a_document_that_cannot_be_analysed_is_set_aside_and_named(tmp_path, two_cores, count):
    """Few are analysed in this process, many by helpers."""
    aside = {}
    index = TantivyIndex(tmp_path)
    given = [*documents(count), Document("bad", 3)]
    written = index.replace_all(given, set_aside=lambda name, error: aside.setdefault(name, type(error)))
    assert (written, len(index), aside) == (count, count, {"bad": TypeError})
    index.update(add=[Document("bad", 3), Document("good", "さび")], set_aside=lambda name, error: None)
    assert len(index) == count + 1


def test_a_helper_that_dies_leaves_the_index_as_it_was(tmp_path, two_cores):
    index = TantivyIndex(tmp_path)
    index.replace_all(documents(3))

    def dying():
        for number, document in enumerate(many() * 3):
            if number == 2500:
                for helper in helpers_of(os.getpid()):
                    os.kill(helper, signal.SIGKILL)
            yield document

    with pytest.raises(HelperLost):
        index.replace_all(dying())
    assert len(index) == 3
    index.update(add=documents(5))
    assert len(index) == 5


KILLED = textwrap.dedent(
    """
    import sys
    from mekiki import Document, TantivyIndex
    from mekiki.index import analysts
    analysts._cores = lambda: 2
    documents = (Document(f"new{number}", "装置", "さびの原因を調べる" * 20) for number in range(1_000_000))
    TantivyIndex(sys.argv[1]).replace_all(documents, progress=lambda done: print(done, flush=True))
    """
)


def test_a_killed_build_leaves_the_old_index_and_no_helpers(tmp_path):
    TantivyIndex(tmp_path).replace_all(documents(3))
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    helpers = helpers_of(process.pid)
    process.kill()
    process.wait()
    assert len(helpers) == 2
    until = time.monotonic() + 20
    while any(map(runs, helpers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, helpers))
    index = TantivyIndex(tmp_path)
    assert len(index) == 3
    assert index.search(Query("さび")).total == 3
    assert index.replace_all(documents(4)) == 4
