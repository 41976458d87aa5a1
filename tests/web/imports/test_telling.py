"""Whoever handed an import to a worker is told when it ends, well or badly; a preview is not told."""

import pytest
from tests.web.imports.conftest import GOOD, HEADER

from hashiwatashi.notices.models import Notice
from hashiwatashi.web.imports import jobs
from hashiwatashi.web.imports.jobs import State
from hashiwatashi.web.imports.work import work_on
from hashiwatashi.web.notices.leads import href_of


@pytest.fixture
def job(clerk, upload):
    return jobs.load(upload(HEADER + GOOD, name="秘密.csv").split("/")[2])


def start(job, *, is_import=True):
    job.state, job.is_import = State.WAITING, is_import
    job.save()
    return work_on.call(job.uid)


def test_a_finished_import_is_told_and_leads_to_its_page(client, clerk, job):
    assert start(job) == State.IMPORTED
    notice = Notice.objects.visible_to(clerk).get()
    assert (notice.kind, notice.parameters) == ("import_done", {"file": "秘密.csv"})
    assert client.get(href_of(notice)).status_code == 200
    assert "秘密" not in notice.what.mail_line(notice.parameters)


def test_a_failed_import_is_told_each_time(clerk, job):
    job.input.write_bytes(b"")
    assert [start(job), start(job)] == [State.FAILED, State.FAILED]
    assert [notice.kind for notice in Notice.objects.visible_to(clerk)] == ["import_failed"] * 2


def test_a_preview_is_not_told(clerk, job):
    assert start(job, is_import=False) == State.PREVIEWED
    assert not Notice.objects.exists()
