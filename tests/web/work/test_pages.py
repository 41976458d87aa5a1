"""Pages of long work."""

import pytest
from tests.factories import AccountFactory

from hashiwatashi.work import actions, folders
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import Pulse
from hashiwatashi.work.registry import Result
from hashiwatashi.work.tasks import begin, work_on

TITLE = "架空の報告書"


def write(work, tell):
    (folders.folder_of(work.uid) / "out.txt").write_text("できた")
    return Result(file="out.txt")


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def work(account, client, declare):
    """Work of the account that is signed in; it waits."""
    declare("test", write)
    client.force_login(account)
    made = actions.prepare(kind="test", by=account, title=TITLE, parameters={})
    begin(made)
    return made


def page(client, work):
    return client.get(f"/work/{work.uid}/").content.decode()


def test_an_empty_list_says_what_would_stand_there(client, account):
    client.force_login(account)
    assert "You have no jobs." in client.get("/work/").content.decode()


@pytest.mark.parametrize("works", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, account, declare, works, django_assert_num_queries):
    declare("test", write)
    client.force_login(account)
    for _ in range(works):
        actions.prepare(kind="test", by=account, title=TITLE, parameters={})
    # session, account, number of works, works with their accounts
    with django_assert_num_queries(6):
        assert client.get("/work/").content.decode().count(TITLE) == works


def test_work_that_waits_is_followed_and_can_be_stopped(client, work):
    text = page(client, work)
    assert ('hx-trigger="every 3s"' in text, '<noscript><meta http-equiv="refresh"' in text) == (True, True)
    client.post(f"/work/{work.uid}/cancel/")
    assert Work.objects.get().state == "cancelled"
    assert "Cancelled. Nothing was stored." in page(client, work)


def test_work_under_way_tells_how_far_it_is(client, work):
    Work.objects.update(state="working")
    work.refresh_from_db()
    Pulse(work)(1, 4)
    assert 'max="4" value="1"' in page(client, work)
    client.post(f"/work/{work.uid}/cancel/")
    assert "It is being cancelled" in page(client, work)


def test_the_result_can_be_taken(client, work):
    assert client.get(f"/work/{work.uid}/file/").status_code == 404
    work_on.call(str(work.uid))
    assert f'href="/work/{work.uid}/file/"' in page(client, work)
    answer = client.get(f"/work/{work.uid}/file/")
    assert b"".join(answer.streaming_content).decode() == "できた"
    assert 'filename="out.txt"' in answer.headers["Content-Disposition"]


def test_interrupted_work_is_begun_again(client, work):
    Work.objects.update(state="working")
    assert "The work was interrupted." in page(client, work)
    client.post(f"/work/{work.uid}/again/")
    assert Work.objects.get().state == "waiting"


def test_removed_work_is_gone(client, work):
    work_on.call(str(work.uid))
    client.post(f"/work/{work.uid}/forget/")
    assert (Work.objects.count(), client.get(f"/work/{work.uid}/").status_code) == (0, 404)


def test_nobody_else_learns_of_it_but_operators(client, work):
    client.force_login(AccountFactory())
    assert TITLE not in client.get("/work/").content.decode()
    tried = [client.get(f"/work/{work.uid}/"), client.get(f"/work/{work.uid}/file/")]
    tried += [client.post(f"/work/{work.uid}/{verb}/") for verb in ("cancel", "again", "forget")]
    assert {answer.status_code for answer in tried} == {404}
    client.force_login(AccountFactory(is_superuser=True))
    assert TITLE in client.get("/work/").content.decode()
    assert client.get(f"/work/{work.uid}/").status_code == 200
