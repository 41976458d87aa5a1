"""A success story from the closed case to the public page and back: written, agreed to by the link on a phone,
published, withdrawn; axe finds nothing serious, and nothing runs off the side."""

import re

from tests.factories import MembershipFactory
from tests.journeys.conftest import PHONE
from tests.journeys.test_consultation import press
from tests.journeys.test_first_of_april import letters

from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.people.enums import Role
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story

TOLD = {"done": "三つの処理を塩水噴霧試験で比べた", "means": "塩水噴霧試験機"}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def closed_case(lab):
    officer = MembershipFactory(organisation=lab, role=Role.RESEARCHER).account
    told = {"topic": "ボルトのさび", "text": "海の近くで使うボルトがさびる", "contact_mail": "owner@example.jp"}
    case = actions.ask(by=BY_LINK, holder=lab, days=3, prefecture_id="04", contact_firm="株式会社架空釘", **told)
    actions.answer(case, by=officer, text="塩水噴霧試験で比べましょう")
    actions.close(case, by=officer, result="亜鉛めっきに替えた")
    return case


def looked_at(page, axe):
    assert page.evaluate(FITS), page.url
    assert axe(page) == [], page.url


def test_written_agreed_to_published_and_withdrawn(visit, world, axe, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    case = closed_case(world.lab)
    clerk = visit.window()
    visit.sign_in(clerk, "clerk@example.jp")
    for address in ("/past/", f"/past/{case.uid}/", f"/consultations/{case.uid}/"):
        clerk.goto(address)
        looked_at(clerk, axe)
    clerk.goto(f"/stories/new/{case.uid}/")
    clerk.locator("[name=title]").fill("株式会社架空釘のボルトのさびが止まった")
    for name, text in TOLD.items():
        clerk.locator(f"[name={name}]").fill(text)
    clerk.locator("#record-form button").click()
    clerk.wait_for_url(re.compile(r"/stories/[0-9a-f-]{36}/$"))
    story = Story.objects.get(consultation=case)
    press(clerk, "step/ask")
    assert Story.objects.get(consultation=case).stage == StoryStage.DRAFT
    clerk.goto(f"/stories/{story.uid}/edit/")
    looked_at(clerk, axe)
    clerk.locator("[name=title]").fill("ボルトのさびが止まった")
    clerk.locator("#record-form button").click()
    clerk.wait_for_url(f"**/stories/{story.uid}/")
    press(clerk, "step/ask")
    looked_at(clerk, axe)

    owner = visit.window(size=PHONE)
    link = re.search(r"/stories/link/\S+", "".join(letters(tmp_path / "mail")))[0]
    owner.goto(link)
    looked_at(owner, axe)
    owner.locator("input[name=place][value=region]").check()
    press(owner, "agree")
    clerk.goto(f"/stories/{story.uid}/")
    press(clerk, "step/publish")
    clerk.goto("/stories/ours/")
    looked_at(clerk, axe)
    for address in ("/stories/", f"/stories/{story.uid}/"):
        owner.goto(address)
        looked_at(owner, axe)
        assert "ボルトのさびが止まった" in owner.content()
    owner.goto(link)
    press(owner, "withdraw")
    assert owner.goto(f"/stories/{story.uid}/").status == 404
