"""A question with a clock: asked on a phone, handed off with consent, answered elsewhere, judged; both languages."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.journeys.conftest import PASSWORD, PHONE, WIDE
from tests.journeys.test_first_of_april import letters, send

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.duties.actions import draft_duty, move_duty
from hashiwatashi.duties.enums import Function
from hashiwatashi.matching.sync import build_index
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

BY = SystemActor("test")
TOPIC, WHY, ANSWER = "部品がさびる", "装置がこちらにない", "塩水噴霧試験で確かめましょう"
INSTRUMENT = "塩水噴霧試験機"


@pytest.fixture
def institutions(member):
    """A lab that has declared to answer in 宮城県, and an institute elsewhere that has the instrument."""
    lab = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県工業技術センター", prefecture_id="04")
    institute = OrganisationFactory(
        kind=OrganisationKind.NATIONAL_INSTITUTE, name="架空総合研究所", prefecture_id="08"
    )
    duty = draft_duty(
        by=BY,
        owner=lab,
        function=Function.CONSULTATION,
        prefectures=[Prefecture.objects.get(code="04")],
        responsible="架空 花子",
        phone="000-0000-0001",
        target_days=3,
        since="2026-04-01",
    )
    move_duty(duty, "publish", by=BY)
    EquipmentFactory(owner=institute, name=INSTRUMENT, uses="金属の部品がさびるかを調べる")
    build_index()
    member("lab@example.jp", lab, Role.RESEARCHER)
    member("institute@example.jp", institute, Role.RESEARCHER)
    return lab, institute


def press(page, step):
    """Press the button of a step, and wait until it is done."""
    button = page.locator(f"form[action$='/{step}/'] button")
    with page.expect_response(lambda response: response.request.method == "POST"):
        button.click()
    page.wait_for_load_state()


@dataclass(frozen=True)
class Day:
    """The people of a question, each with a window in one language; letters lie in ``mail``."""

    visit: Any
    axe: Any
    language: str
    mail: Path
    cookie: dict[str, str]

    def window(self, email="", size=WIDE):
        page = self.visit.window(size=size)
        page.context.add_cookies([self.cookie])
        if email:
            page.goto("/accounts/login/")
            send(page, login=email, password=PASSWORD)
            page.wait_for_url("**/mypage/")
        return page

    def looked_at(self, page, word):
        page.get_by_text(word).first.wait_for()
        assert self.axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def asks(self, page):
        """Ask, see who answers, send it; gives the link of the mail."""
        page.goto("/consultations/new/")
        self.looked_at(page, "※")
        told = {"topic": TOPIC, "text": "海の近くで一か月", "place": "宮城県", "contact_firm": "架空鋳造"}
        send(page, **told, contact_mail=f"owner-{self.language}@example.jp")
        self.looked_at(page, "架空 花子")
        page.locator("main form[method=post] button:not([name])").last.click()
        page.wait_for_url("**/consultations/link/**")
        (letter,) = letters(self.mail)
        link = re.search(r"/consultations/link/[^\s]+", letter.replace("=\n", ""))[0]
        assert link in page.url
        return link

    def hands_off(self, page, case, institute):
        page.goto("/consultations/?view=free")
        page.get_by_role("link", name=case.number).click()
        page.wait_for_url(f"**/consultations/{case.uid}/")
        press(page, "step/take")
        self.looked_at(page, TOPIC)
        page.goto(f"/consultations/{case.uid}/hand-off/")
        self.looked_at(page, case.number)
        page.get_by_role("link", name=INSTRUMENT).wait_for()
        page.get_by_role("link", name=institute.name).click()
        page.wait_for_url(f"**/hand-off/?to={institute.uid}**")
        assert page.locator("[name=receiver]").input_value() == institute.name
        send(page, reason=WHY)
        page.wait_for_url(f"**/consultations/{case.uid}/**")

    def takes_over_and_answers(self, page, case):
        page.goto("/consultations/?view=offered")
        page.get_by_role("link", name=case.number).click()
        self.looked_at(page, WHY)
        press(page, "step/accept")
        page.locator("details#answer > summary").click()
        page.locator("form[action$='/step/answer/'] textarea").fill(ANSWER)
        press(page, "step/answer")
        self.looked_at(page, ANSWER)
        page.locator("details#close > summary").click()
        press(page, "step/close")

    def judges(self, page, link):
        page.goto(link)
        self.looked_at(page, ANSWER)
        page.locator("form[action$='/judge/'] input[value=yes]").check()
        press(page, "judge")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_question_from_a_phone_to_an_answer_elsewhere(visit, institutions, axe, settings, tmp_path, language):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visit.address}
    day, (_lab, institute) = Day(visit, axe, language, tmp_path / "mail", cookie), institutions

    owner = day.window(size=PHONE)
    link = day.asks(owner)
    case = Consultation.objects.get()
    day.hands_off(day.window("lab@example.jp"), case, institute)
    owner.goto(link)
    day.looked_at(owner, WHY)
    press(owner, "consent")
    day.takes_over_and_answers(day.window("institute@example.jp", size=PHONE), case)
    day.judges(owner, link)

    closed = Consultation.objects.get()
    assert (closed.holder, closed.stage, closed.usefulness) == (institute, "done", "yes")
    assert (closed.number, closed.due_on) == (case.number, case.due_on)
    assert TOPIC not in "".join(letters(day.mail))
