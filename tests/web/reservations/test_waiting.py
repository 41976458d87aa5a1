"""The waiting list on pages and over REST: who waits, who sees it, who withdraws."""

import pytest
from tests.api.test_reservations import send, signed_in
from tests.api.test_reservations import wish as over_rest  # noqa: F401
from tests.reservations.conftest import (  # noqa: F401
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)
from tests.web.reservations.test_pages import KEY, text_of, week_of, wish  # noqa: F401

from hashiwatashi.reservations.models import Waiting

pytestmark = pytest.mark.django_db


def test_who_is_too_late_waits_and_withdraws(unit, reserved, at, user, stranger, wish):  # noqa: F811
    reserved(at(13, 17))
    client = signed_in(stranger)
    address = f"/reservations/units/{unit.uid}/new/"
    refused = client.post(address, wish)
    assert (refused.status_code, 'name="wait"' in text_of(refused)) == (409, True)
    answer = client.post(address, wish | {"wait": "this"}, follow=True)
    entry = Waiting.objects.get()
    assert (entry.user, entry.purpose, answer.redirect_chain[0][0]) == (stranger, "鋳物の巣を見る", "/reservations/")
    assert f"/reservations/waiting/{entry.uid}/withdraw/" in text_of(answer)
    assert signed_in(user).post(f"/reservations/waiting/{entry.uid}/withdraw/").status_code == 404
    client.post(f"/reservations/waiting/{entry.uid}/withdraw/")
    entry.refresh_from_db()
    assert entry.withdrawn_at is not None


def test_only_what_others_have_is_waited_for(unit, reserved, at, stranger, wish):  # noqa: F811
    address = f"/reservations/units/{unit.uid}/new/"
    closed = text_of(signed_in(stranger).post(address, wish | {"start": "21:00", "end": "22:00"}))
    assert 'name="wait"' not in closed
    reserved(at(13, 17), by=stranger, organisation=None)
    own = text_of(signed_in(stranger).post(address, wish))
    assert "その時間は、ご自身で予約しています。" in own
    assert 'name="wait"' not in own


def test_keepers_alone_see_how_many_and_who(unit, reserved, at, day, user, stranger, clerk, wish, client):  # noqa: F811
    reserved(at(13, 17))
    signed_in(stranger).post(f"/reservations/units/{unit.uid}/new/", wish | {"wait": "this"})
    week, line = (
        f"/reservations/equipment/{unit.equipment.uid}/?week={week_of(day)}",
        f"/reservations/units/{unit.uid}/waiting/",
    )
    for one in (client, signed_in(user), signed_in(stranger)):
        page = text_of(one.get(week))
        assert line not in page
        assert "wait=1" in page
        assert one.get(line).status_code in {302, 403}
    assert line in text_of(signed_in(clerk).get(week))
    assert str(stranger) in text_of(signed_in(clerk).get(line))


def test_rest_stores_once_and_withdraws(reserved, at, user, stranger, over_rest):  # noqa: F811
    reserved(at(13, 17))
    first, again = (send(signed_in(stranger), "waiting", over_rest, KEY) for _time in range(2))
    assert first.json()["uid"] == again.json()["uid"]
    assert (first.json()["state"], first.json()["place"], Waiting.objects.count()) == ("waiting", 1, 1)
    uid = first.json()["uid"]
    assert signed_in(user).get(f"/api/v1/waiting/{uid}").status_code == 404
    assert send(signed_in(user), f"waiting/{uid}/withdraw", {}).status_code == 404
    assert send(signed_in(stranger), f"waiting/{uid}/withdraw", {}).json()["state"] == "withdrawn"
    assert send(signed_in(stranger), f"waiting/{uid}/withdraw", {}).status_code == 409


@pytest.mark.parametrize("number", [1, 3])
def test_the_line_asks_equally_often(number, unit, reserved, at, clerk, django_assert_num_queries):  # noqa: F811
    from tests.factories import AccountFactory

    from hashiwatashi.reservations.waiting import wait
    from hashiwatashi.reservations.wishes import Wish

    reserved(at(13, 17))
    for _index in range(number):
        account = AccountFactory()
        wait(Wish(unit, at(13, 17), user=account), by=account, purpose="観察")
    client, address = signed_in(clerk), f"/reservations/units/{unit.uid}/waiting/"
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
