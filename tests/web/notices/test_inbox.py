"""The inbox and the count beside マイページ."""

# ruff: noqa: F811 the lab of the tests of reservations
import pytest
from tests.factories import AccountFactory, MembershipFactory
from tests.reservations.conftest import (  # noqa: F401
    at,
    clerk,
    day,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.consultations.actions import ask
from hashiwatashi.notices.actions import choose_digest, mark_all_read, tell
from hashiwatashi.notices.consultations import CONSULTATION_CAME
from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.kinds import WORK_DONE
from hashiwatashi.notices.licences import COURSE_SEATED
from hashiwatashi.notices.models import Notice, NoticePreference
from hashiwatashi.notices.reservations import RESERVATION_OFFERED, RESERVATION_PERMITTED
from hashiwatashi.web.notices.signing import stop_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client):
    account = MembershipFactory().account
    client.force_login(account)
    return account


def give(account, count, **parameters):
    for number in range(count):
        values = {"title": f"架空{number}.csv", **parameters}
        tell([account], WORK_DONE, by=account, about=account.uid, once=str(number), **values)


def text_of(answer):
    return answer.content.decode()


def test_an_empty_inbox_says_what_will_stand_there(client, account):
    page = text_of(client.get("/notices/"))
    assert 'class="empty' in page
    assert "unread-count" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_takes_the_same_queries_for_any_number(client, account, django_assert_num_queries, count):
    give(account, count)
    # The session, the account, the number of notices, those of the page, how many are unread, memberships.
    with django_assert_num_queries(6):
        page = text_of(client.get("/notices/"))
    assert page.count('<li class="unread">') == count


def test_pages_tell_how_many_are_unread_with_one_query(client, account, django_assert_num_queries):
    give(account, 2)
    with django_assert_num_queries(4):
        page = text_of(client.get("/help/"))
    assert '<span class="unread-count">2<' in page
    mark_all_read(by=account)
    assert "unread-count" not in text_of(client.get("/help/"))


def test_who_is_not_signed_in_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "unread-count" not in text_of(client.get("/help/"))


def test_one_is_read_and_the_rest_stays(client, account):
    give(account, 2)
    notice = Notice.objects.visible_to(account).first()
    answer = client.post(f"/notices/{notice.uid}/read/", {"next": "/notices/?show=unread"})
    assert answer.headers["Location"] == "/notices/?show=unread"
    page = text_of(client.get("/notices/?show=unread"))
    assert ("架空0.csv" in page, "架空1.csv" in page) == (True, False)
    assert "架空1.csv" in text_of(client.get("/notices/"))


def test_all_are_read_at_once(client, account):
    give(account, 30)
    assert client.post("/notices/read/").headers["Location"] == "/notices/"
    assert not Notice.objects.unread().exists()
    assert "架空" not in text_of(client.get("/notices/?show=unread"))


def test_a_long_inbox_has_pages(client, account):
    give(account, 30)
    assert text_of(client.get("/notices/")).count('<li class="unread">') == 25
    assert text_of(client.get("/notices/?page=2")).count('<li class="unread">') == 5


def test_somebody_elses_notice_is_not_there(client, account):
    other = AccountFactory()
    give(other, 1, title="秘密.csv")
    notice = Notice.objects.get()
    assert client.post(f"/notices/{notice.uid}/read/").status_code == 404
    assert "秘密" not in text_of(client.get("/notices/"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_file_name_is_escaped(client, account):
    give(account, 1, title="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(client.get("/notices/"))


def test_mails_are_chosen_and_what_is_no_choice_is_refused(client, account):
    assert client.post("/notices/mails/", {"digest": "hourly", "language": "ja"}).status_code == 400
    assert client.post("/notices/mails/", {"digest": "weekly", "language": "en"}).status_code == 302
    kept = NoticePreference.objects.get()
    assert (kept.account, kept.digest, kept.language) == (account, "weekly", "en")


def test_the_stop_link_works_without_signing_in_and_only_by_post(client):
    account = AccountFactory()
    address = f"/notices/mails/stop/{stop_token(account)}/"
    assert client.get(address).status_code == 200
    assert not NoticePreference.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticePreference.objects.of(account).digest == Digest.NONE


def test_the_page_behind_the_link_has_the_language_of_the_mail(client):
    account = AccountFactory()
    choose_digest(account, digest=Digest.DAILY, language=Language.ENGLISH)
    page = text_of(client.get(f"/notices/mails/stop/{stop_token(account)}/"))
    assert '<html lang="en">' in page
    assert "Stop these mails" in page


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00"])
def test_a_link_that_was_not_made_here_stops_nothing(client, token):
    assert client.post(f"/notices/mails/stop/{token}/").status_code == 404
    assert client.get(f"/notices/mails/stop/{stop_token(AccountFactory())}x/").status_code == 404
    assert not NoticePreference.objects.exists()


def test_a_notice_names_the_instrument_for_whoever_may_see_the_reservation(
    client, reserved, at, user, stranger, clerk
):
    made = reserved(at(13, 15))
    for reader in (clerk, stranger):
        told = {"by": user, "about": made.uid, "once": "again", "number": made.number}
        tell([reader], RESERVATION_PERMITTED, **told)
    client.force_login(clerk)
    (line,) = [one for one in client.get("/notices/").context["rows"] if one.notice.kind == "reservation_permitted"]
    assert (line.about, "X線CT" in text_of(client.get("/notices/"))) == ("X線CT", True)
    client.force_login(stranger)
    (line,) = client.get("/notices/").context["rows"]
    assert (line.about, made.number in line.text) == ("", True)
    assert "X線CT" not in text_of(client.get("/notices/"))


@pytest.mark.parametrize("count", [1, 3])
def test_instruments_are_named_with_one_more_question(client, reserved, at, clerk, count, django_assert_num_queries):
    for number in range(count):
        reserved(at(9 + number, 10 + number))
    client.force_login(clerk)
    client.get("/notices/")
    with django_assert_num_queries(7):
        assert [one.about for one in client.get("/notices/").context["rows"]] == ["X線CT"] * count


@pytest.mark.parametrize(
    ("by_era", "written"), [(False, "2026年12月24日（木） 18:00"), (True, "令和8年12月24日（木） 18:00")]
)
def test_days_in_notices_are_written_as_on_pages(client, account, by_era, written):
    told = {"number": "U-2026-00001", "until": "2026-12-24 18:00"}
    tell([account], RESERVATION_OFFERED, by=account, about=account.uid, **told)
    title = {"title": "2026-12-24 の講習", "day": "2026-12-24"}
    tell([account], COURSE_SEATED, by=account, about=account.uid, **title)
    if by_era:
        client.cookies["reckoning"] = "era"
    page = text_of(client.get("/notices/"))
    assert written in page
    assert page.count("2026-12-24") == page.count("2026-12-24 の講習")
    assert "2026-12-24 の講習" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_consultation_is_named_by_its_topic_where_the_reader_may_see_it(
    client, lab, clerk, stranger, count, django_assert_num_queries
):
    cases = [
        ask(by=clerk, holder=lab, days=3, topic=f"鋳物の巣 {number}", prefecture_id="04", channel="phone")
        for number in range(count)
    ]
    Notice.objects.all().delete()
    for case in cases:
        for one in (clerk, stranger):
            tell([one], CONSULTATION_CAME, by=clerk, about=case.uid, number=case.number)
    client.force_login(clerk)
    client.get("/notices/")
    with django_assert_num_queries(7):
        rows = client.get("/notices/").context["rows"]
    assert sorted(one.about for one in rows) == [case.topic for case in cases]
    client.force_login(stranger)
    assert "鋳物の巣" not in text_of(client.get("/notices/"))
