"""Long work from its beginning to its end."""

import stat
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from tests.factories import AccountFactory, OrganisationFactory

from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.work import actions, folders
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import progress_of
from hashiwatashi.work.registry import KINDS, Result, kind_of_work
from hashiwatashi.work.tasks import MOST_AT_ONCE, begin, order, work_on


def prepared(account, kind="test", **parameters):
    return actions.prepare(kind=kind, by=account, title="架空の仕事", parameters=parameters)


def stored(work):
    return Work.objects.get(pk=work.pk)


def files(work):
    return [path.name for path in folders.folder_of(work.uid).iterdir()]


def test_what_was_asked_for_is_done_and_told(account, declare):
    def add(work, tell):
        tell(1, 2)
        (folders.folder_of(work.uid) / "sum.txt").write_text("3")
        tell(2, 2)
        return Result({"sum": sum(work.parameters["numbers"])}, "sum.txt")

    declare("test", add)
    work = prepared(account, numbers=[1, 2])
    begin(work, at_once=True)
    told = stored(work)
    assert (told.state, told.report, told.result, told.done, told.total) == ("done", {"sum": 3}, "sum.txt", 2, 2)
    assert told.started_at < told.finished_at
    assert files(work) == ["sum.txt"]


def test_a_worker_does_what_waits_and_nothing_twice(account, declare):
    times = []
    declare("test", lambda work, tell: times.append(1) or Result())
    work = prepared(account)
    begin(work)
    assert stored(work).state == WorkState.WAITING
    assert [work_on.call(str(work.uid)) for _ in range(2)] == ["done", "done"]
    assert times == [1]


def test_what_a_worker_did_is_told_by_a_notice_each_time_and_what_was_waited_for_is_not(account, declare):
    def do(work, tell):
        if work.parameters["fails"]:
            raise InvalidInput("No.")
        return Result()

    declare("test", do)
    begin(prepared(account, fails=False), at_once=True)
    assert not Notice.objects.exists()
    failing = prepared(account, fails=True)
    for work in (prepared(account, fails=False), failing, failing):
        begin(stored(work))
        work_on.call(str(work.uid))
    told = Notice.objects.visible_to(account).order_by("pk")
    assert [notice.kind for notice in told] == ["work_done", "work_failed", "work_failed"]
    assert {notice.about for notice in told} >= {failing.uid}
    assert "架空の仕事" not in told[0].what.mail_line(told[0].parameters)


def test_a_kind_can_say_that_its_end_is_not_told(account):
    kind_of_work("quiet", "quiet", is_told=lambda work: False)(lambda work, tell: Result())
    try:
        work = prepared(account, "quiet")
        begin(work)
        assert (work_on.call(str(work.uid)), Notice.objects.count()) == ("done", 0)
    finally:
        del KINDS["quiet"]


def test_a_refusal_becomes_the_message(account, declare):
    def refuse(work, tell):
        raise InvalidInput("直してください")

    declare("test", refuse)
    work = prepared(account)
    begin(work, at_once=True)
    assert (stored(work).state, stored(work).message) == ("failed", "直してください")


def test_a_fault_of_ours_is_kept_and_raised(account, declare):
    def fall(work, tell):
        raise ZeroDivisionError

    declare("test", fall)
    work = prepared(account)
    with pytest.raises(ZeroDivisionError):
        begin(work, at_once=True)
    assert stored(work).state == WorkState.FAILED


def test_cancelling_takes_effect_at_the_next_report_and_stores_nothing(account, declare):
    def store(work, tell):
        with transaction.atomic():
            OrganisationFactory()
            actions.cancel(work, by=account)
            assert progress_of(work).is_being_cancelled
            tell(1, 2)
        return Result()

    declare("test", store)
    work = prepared(account)
    begin(work, at_once=True)
    told = stored(work)
    assert (told.state, told.cancel_requested, Organisation.objects.count()) == ("cancelled", True, 0)
    assert files(work) == []


def test_who_cancels_too_late_finds_it_done(account, declare):
    def store(work, tell):
        actions.cancel(work, by=account)
        tell(2, 2)
        return Result()

    declare("test", store)
    work = prepared(account)
    begin(work, at_once=True)
    assert stored(work).state == WorkState.DONE
    with pytest.raises(Conflict):
        actions.cancel(stored(work), by=account)


def test_what_is_cancelled_while_it_waits_is_never_begun(account, declare):
    declare("test", lambda work, tell: pytest.fail("it was begun"))
    work = prepared(account)
    begin(work)
    actions.cancel(stored(work), by=account)
    assert work_on.call(str(work.uid)) == WorkState.CANCELLED


def test_cancelled_work_can_be_begun_again(account, declare):
    declare("test", lambda work, tell: Result())
    work = prepared(account)
    actions.cancel(work, by=account)
    begin(work, at_once=True)
    assert (stored(work).state, stored(work).cancel_requested) == (WorkState.DONE, False)


def test_of_two_who_begin_it_the_second_is_told(account, declare):
    declare("test", lambda work, tell: Result())
    work = prepared(account)
    second = stored(work)
    begin(work, at_once=True)
    with pytest.raises(Conflict):
        begin(second, at_once=True)


@pytest.mark.parametrize(("seconds", "is_busy"), [(59, True), (61, False)])
def test_a_worker_silent_for_a_minute_was_stopped(account, declare, seconds, is_busy):
    declare("test", lambda work, tell: Result())
    work = prepared(account)
    heard = timezone.now() - timedelta(seconds=seconds)
    Work.objects.filter(pk=work.pk).update(state=WorkState.WORKING, heard_at=heard)
    progress = progress_of(stored(work))
    assert (progress.is_busy, progress.was_stopped) == (is_busy, not is_busy)
    if is_busy:
        with pytest.raises(Conflict):
            begin(stored(work))
        with pytest.raises(Conflict):
            actions.forget(stored(work), by=account)
    else:
        begin(stored(work), at_once=True)
        assert stored(work).state == WorkState.DONE


def test_its_folder_is_for_the_product_alone_and_goes_with_it(account, declare):
    declare("test", lambda work, tell: Result())
    work = prepared(account)
    assert stat.S_IMODE(folders.folder_of(work.uid).stat().st_mode) == 0o700
    actions.forget(work, by=account)
    assert (Work.objects.count(), list(folders.home().iterdir())) == (0, [])


def test_what_nobody_touched_for_a_month_goes(account, declare):
    declare("test", lambda work, tell: Result())
    old, new = prepared(account), prepared(account)
    Work.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=31))
    actions.forget_old()
    assert list(Work.objects.all()) == [new]
    assert [path.name for path in folders.home().iterdir()] == [str(new.uid)]


def test_somebody_elses_work_is_left_alone(account, declare):
    declare("test", lambda work, tell: Result())
    work, other = prepared(account), AccountFactory()
    for verb in (actions.cancel, actions.forget):
        with pytest.raises(NotAllowed):
            verb(work, by=other)
    assert list(Work.objects.visible_to(other)) == []
    assert list(Work.objects.visible_to(AccountFactory(is_superuser=True))) == [work]


def test_a_worker_speaks_the_language_of_who_asked(account, declare):
    declare("test", lambda work, tell: Result({"told": gettext("Equipment")}))
    for language in ("en", "ja"):
        with override(language):
            work = prepared(account)
            begin(work)
        work_on.call(str(work.uid))
        with override(language):
            assert stored(work).report["told"] == gettext("Equipment")


def test_a_kind_has_one_worker(declare):
    declare("test", lambda work, tell: Result())
    with pytest.raises(ValueError, match="already"):
        kind_of_work("test", "again")(lambda work, tell: Result())


def test_what_work_made_is_for_its_owner_alone_though_operators_see_that_it_is_there(client, account, declare):
    def make(work, tell):
        (folders.folder_of(work.uid) / "list.txt").write_text("secret")
        return Result(file="list.txt")

    declare("test", make)
    work = prepared(account)
    begin(work, at_once=True)
    client.force_login(AccountFactory(is_superuser=True))
    assert client.get(f"/work/{work.uid}/").status_code == 200
    assert client.get(f"/work/{work.uid}/file/").status_code == 404
    assert client.post(f"/work/{work.uid}/again/").status_code == 404
    client.force_login(account)
    assert client.get(f"/work/{work.uid}/file/").status_code == 200


def test_one_account_does_not_fill_the_queue(account, declare):
    declare("test", lambda work, tell: Result())
    for number in range(MOST_AT_ONCE):
        order(kind="test", by=account, title="x", parameters={"number": number})
    with pytest.raises(Conflict):
        order(kind="test", by=account, title="x", parameters={"number": "one more"})
    order(kind="test", by=AccountFactory(), title="x", parameters={})
