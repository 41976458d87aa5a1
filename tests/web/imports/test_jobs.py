"""Jobs that are taken away while others look at them."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hashiwatashi.web.imports import jobs

_SECONDS = 1.5


@pytest.fixture
def home(tmp_path, settings):
    settings.HASHI_HOME = tmp_path
    return tmp_path / "imports"


def kept():
    file = SimpleUploadedFile("list.csv", b"a")
    return jobs.keep(file, table="equipment", account=uuid4(), encoding="", mapping={})


def test_uploads_and_discards_at_once_do_not_disturb_each_other(home):
    until = time.monotonic() + _SECONDS

    def come_and_go():
        times = 0
        while time.monotonic() < until:
            job = kept()
            assert jobs.load(job.uid) == job
            job.forget()
            assert jobs.load(job.uid) is None
            times += 1
        return times

    with ThreadPoolExecutor(6) as pool:
        turns = [pool.submit(come_and_go) for _ in range(6)]
        assert min(turn.result() for turn in turns) > 0
    assert list(home.iterdir()) == []


def test_a_job_discarded_twice_at_once_is_gone(home):
    job = kept()
    again = jobs.load(job.uid)
    job.forget()
    again.forget()
    assert (jobs.load(job.uid), list(home.iterdir())) == (None, [])
