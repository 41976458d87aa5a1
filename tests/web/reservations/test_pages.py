"""From the free time before anybody signs in to the permit: what each of them sees and does on pages."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory
from tests.printed import words_of
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

from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import apply
from hashiwatashi.reservations.approvals import agree
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation

pytestmark = pytest.mark.django_db
KEY = "6f0c7a6e-1f5b-4c57-9c46-0f5d8f6f4d11"


def text_of(response):
    return response.content.decode()


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def wish(day):  # noqa: F811
    return {
        "day": day.isoformat(),
        "start": "13:00",
        "end": "17:00",
        "purpose": "鋳物の巣を見る",
        "people": 1,
        "key": KEY,
    }


def week_of(day):  # noqa: F811
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"


def test_before_signing_in_the_four_answers_and_the_free_time_are_told(client, unit, day, reserved, at, user):  # noqa: F811
    reserved(at(9, 12))
    client.cookies["django_language"] = "en"
    page = text_of(client.get(f"/equipment/{unit.equipment.uid}/"))
    for word in ("Can I use it?", "When?", "How much?", "What is needed", "See when it is free"):
        assert word in page
    week = text_of(client.get(f"/reservations/equipment/{unit.equipment.uid}/?week={week_of(day)}"))
    assert "09:00–12:00" in week
    assert f"day={day.isoformat()}&amp;start=12%3A00" in week
    assert user.email not in week


def test_the_answer_is_that_of_the_counter(client, unit, rules):  # noqa: F811
    UseRules.objects.filter(pk=rules.pk).update(users=["research"], licence_level=2, takes_tests=True)
    page = text_of(client.get(f"/equipment/{unit.equipment.uid}/"))
    assert "大学・研究機関" in page
    assert "レベル 2 の操作資格" in page


def test_a_week_that_is_none_is_this_one(client, unit):  # noqa: F811
    for odd in ("2026-W99", "x", "0000-W01", "9999-W10"):
        assert client.get(f"/reservations/equipment/{unit.equipment.uid}/?week={odd}").status_code == 200


def test_a_firm_reserves_and_is_told_what_comes_next(unit, user, wish, firm):  # noqa: F811
    told = wish | {"organisation": str(firm.uid)}
    page = signed_in(user).post(f"/reservations/units/{unit.uid}/new/", told, follow=True)
    made = Reservation.objects.get()
    assert (made.stage, made.organisation, made.user) == (ReservationStage.HELD, firm, user)
    assert "仮予約" in text_of(page)
    again = signed_in(user).post(f"/reservations/units/{unit.uid}/new/", told, follow=True)
    assert again.redirect_chain[-1][0].endswith(f"{made.uid}/")
    assert Reservation.objects.count() == 1


def test_who_comes_second_gets_409_and_three_others(unit, user, stranger, wish, reserved, at, lab, some_class):  # noqa: F811
    other = EquipmentFactory(owner=lab, equipment_class=some_class, name="隣のCT")
    Unit.objects.create(equipment=other, number=1, since=date(2020, 4, 1))
    reserved(at(13, 17))
    page = signed_in(stranger).post(f"/reservations/units/{unit.uid}/new/", wish)
    assert page.status_code == 409
    assert "ほかの方の予約が入っています" in text_of(page)
    assert "隣のCT" in text_of(page)
    assert "鋳物の巣を見る" in text_of(page)
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"start": "25:00"}, 400),
        ({"end": "12:00"}, 400),
        ({"day": "9999-12-31"}, 400),
        ({"purpose": ""}, 400),
        ({"people": "-1"}, 400),
        ({"key": "x"}, 400),
        ({"end": "18:00"}, 409),
        ({"start": "13:10"}, 409),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(unit, user, wish, firm, wrong, status):  # noqa: F811
    told = wish | {"organisation": str(firm.uid)} | wrong
    page = signed_in(user).post(f"/reservations/units/{unit.uid}/new/", told)
    assert page.status_code == status
    assert not Reservation.objects.exists()


def test_the_receptionist_reserves_for_a_caller_and_applies_at_once(unit, clerk, wish):  # noqa: F811
    told = wish | {"contact_name": "架空 花子", "contact_phone": "022-000-0000", "user_kind": "firm", "applies": "on"}
    page = signed_in(clerk).post(f"/reservations/units/{unit.uid}/new/", told, follow=True)
    made = Reservation.objects.get()
    assert (made.user, made.made_by, made.stage) == (None, clerk, ReservationStage.APPLIED)
    assert "架空 花子" in text_of(page)


def test_from_the_application_to_the_permit(reserved, at, user, director, clerk, lab):  # noqa: F811
    made = reserved(at(13, 17))
    address = f"/reservations/{made.uid}/"
    signed_in(user).post(f"{address}step/apply/")
    waiting = text_of(signed_in(director).get("/reservations/?view=decide"))
    assert made.number in waiting
    assert made.number not in text_of(signed_in(clerk).get("/reservations/?view=decide"))
    assert "使用許可の申請が 1 件" in text_of(signed_in(director).get("/mypage/"))
    told = {"comment": "", "conditions": "保護メガネを着用のこと"}
    page = signed_in(director).post(f"{address}step/agree/", told, follow=True)
    made.refresh_from_db()
    assert made.stage == ReservationStage.PERMITTED
    assert made.permit_number in text_of(page)
    permit = signed_in(user).get(f"{address}permit.pdf")
    for word in (made.permit_number.replace(" ", ""), "保護メガネを着用のこと", lab.name):
        assert word in words_of(permit.content)
    shown = signed_in(user).get(f"{address}permit/")
    assert "保護メガネ" in text_of(shown)
    told = " ".join(
        (shown.context["form"].issued_on, shown.context["form"].printed_on, str(shown.context["form"].lines))
    )
    assert told.count("令和") == 3
    assert re.search(r"20\d\d年|20\d\d-", told) is None


def test_there_is_no_permit_before_it_is_permitted(reserved, at, user):  # noqa: F811
    made = reserved(at(13, 17))
    assert signed_in(user).get(f"/reservations/{made.uid}/permit.pdf").status_code == 404


def test_a_refusal_names_its_reason(reserved, at, user, director):  # noqa: F811
    made = reserved(at(13, 17))
    apply(made, by=user)
    address = f"/reservations/{made.uid}/step/refuse/"
    assert signed_in(director).post(address, {"ground": "other", "text": ""}).status_code == 400
    signed_in(director).post(address, {"ground": "damage", "text": "試料が大きすぎます"})
    assert "試料が大きすぎます" in text_of(signed_in(user).get(f"/reservations/{made.uid}/"))


def test_it_is_put_to_another_time_on_a_page(reserved, at, user, director, day):  # noqa: F811
    made = reserved(at(13, 17))
    apply(made, by=user)
    agree(made, by=director)
    address = f"/reservations/{made.uid}/time/"
    assert "あらためて許可" in text_of(signed_in(user).get(address))
    signed_in(user).post(address, {"day": day.isoformat(), "start": "9:00", "end": "12:00"})
    made.refresh_from_db()
    assert (made.span, made.stage) == (at(9, 12), ReservationStage.APPLIED)


def test_others_do_not_see_it(reserved, at, stranger, client, lab):  # noqa: F811
    made = reserved(at(13, 17))
    assert signed_in(stranger).get(f"/reservations/{made.uid}/").status_code == 404
    assert client.get(f"/reservations/{made.uid}/").status_code == 302
    elsewhere = MembershipFactory(role=Role.ADMINISTRATOR).account
    assert signed_in(elsewhere).post(f"/reservations/{made.uid}/step/cancel/", {}).status_code == 404


def test_a_step_that_is_too_late_is_told(reserved, at, user):  # noqa: F811
    made = reserved(at(13, 17))
    apply(made, by=user)
    page = signed_in(user).post(f"/reservations/{made.uid}/step/apply/", follow=True)
    assert "申請中" in text_of(page)
    assert signed_in(user).post(f"/reservations/{made.uid}/step/fly/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_equally_often(number, unit, user, director, lab, reserved, at, django_assert_num_queries):  # noqa: F811
    for index in range(number):
        made = reserved(at(9 + 2 * index, 10 + 2 * index))
        apply(made, by=user)
    mine, decider = signed_in(user), signed_in(director)
    for client, address, count in (
        (mine, "/reservations/?view=mine", 9),
        (decider, "/reservations/?view=decide", 19),
        (
            Client(),
            f"/reservations/equipment/{unit.equipment.uid}/?week={week_of(timezone.localdate(made.starts))}",
            9,
        ),
        (mine, f"/reservations/{made.uid}/", 18),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            client.get(address)


def test_a_use_begun_by_mistake_is_taken_back_on_its_page_and_over_rest(reserved, at, user, clerk, lab):  # noqa: F811
    made = reserved(at(13, 17))
    now = timezone.now().replace(second=0, microsecond=0)
    used = {"stage": ReservationStage.IN_USE, "permit_owner": lab, "permit_year": 2026, "permit_serial": 1}
    times = {"starts": now - timedelta(hours=1), "ends": now + timedelta(hours=1), "begun_at": now}
    Reservation.objects.filter(pk=made.pk).update(**used, **times, permitted_at=now)
    address = f"/reservations/{made.uid}/step/undo-begin/"
    assert address in signed_in(clerk).get(f"/reservations/{made.uid}/").content.decode()
    assert address not in signed_in(user).get(f"/reservations/{made.uid}/").content.decode()
    assert signed_in(user).post(address, follow=True).status_code == 403
    assert "許可済み" in text_of(signed_in(clerk).post(address, follow=True))
    Reservation.objects.filter(pk=made.pk).update(stage=ReservationStage.IN_USE)
    told = {"content_type": "application/json"}
    again = signed_in(clerk).post(f"/api/v1/reservations/{made.uid}/undo-begin", {}, **told)
    assert (again.status_code, again.json()["stage"]) == (200, "permitted")


def test_a_list_as_a_file(reserved, at, user):  # noqa: F811
    made = reserved(at(13, 17))
    answer = signed_in(user).get("/reservations/?view=mine&export=csv")
    assert made.number in b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(
        "utf-8-sig"
    )
    assert timedelta(hours=4) == made.ends - made.starts


def test_a_finished_use_is_reported_in_a_minute_and_counted(reserved, at, user, director, clerk, lab):  # noqa: F811
    made = reserved(at(13, 17))
    now = timezone.now().replace(second=0, microsecond=0)
    done = {"stage": ReservationStage.DONE, "permit_owner": lab, "permit_year": 2026, "permit_serial": 1}
    times = {"starts": now - timedelta(days=3, hours=2), "ends": now - timedelta(days=3)}
    Reservation.objects.filter(pk=made.pk).update(**done, **times, permitted_at=now)
    page = text_of(signed_in(user).get(f"/reservations/{made.uid}/"))
    assert "利用報告をする" in page
    first, last = (timezone.localtime(one) for one in times.values())
    told = {"day": first.date(), "start": f"{first:%H:%M}", "last_day": last.date(), "end": f"{last:%H:%M}"}
    sent = signed_in(user).post(f"/reservations/{made.uid}/step/report/", told | {"outcome": "partly"}, follow=True)
    assert "一部達成" in text_of(sent)
    table = text_of(signed_in(clerk).get("/reservations/utilisation/"))
    assert "X線CT" in table
    for by in ("room", "programme", "institution", "x"):
        assert signed_in(clerk).get(f"/reservations/utilisation/?by={by}&year=1").status_code == 200
    assert signed_in(user).get("/reservations/utilisation/").status_code == 403
    file = signed_in(clerk).get("/reservations/utilisation/?export=csv")
    assert "X線CT" in b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")


def test_whoever_decides_for_a_caller_is_told_to_call_and_the_counter_hears_of_it(unit, clerk, director, wish):  # noqa: F811
    told = wish | {"contact_name": "架空 花子", "contact_phone": "022-000-0000", "user_kind": "firm", "applies": "on"}
    signed_in(clerk).post(f"/reservations/units/{unit.uid}/new/", told)
    made = Reservation.objects.get()
    page = signed_in(director).post(
        f"/reservations/{made.uid}/step/send-back/", {"comment": "用途を書く"}, follow=True
    )
    assert f"{made.number} 架空 花子 022-000-0000" in text_of(page)
    assert Notice.objects.filter(account=clerk, kind="reservation_caller", about=made.uid).count() == 1
