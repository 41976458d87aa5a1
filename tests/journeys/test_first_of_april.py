"""The first of April: a coordinator signs up, is let in, takes over forty records, and says what she answers for."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.journeys.conftest import PASSWORD, PHONE, WIDE
from tests.printed import words_of

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.holders.actions import name_holder
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

RECORDS = 40
_QUESTION = "/who/?function=consultation&place=041009"
WORDS = {
    "ja": {"passes": "40件", "stage": "公開中", "gap": "空白"},
    "en": {"passes": "40 records", "stage": "Published", "gap": "gap"},
}


@pytest.fixture
def office(member):
    """A lab with an administrator and a predecessor who looks after forty instruments; a firm in one of its towns."""
    town = Municipality.objects.create(code="041009", name="仙台市", prefecture=Prefecture.objects.get(code="04"))
    lab = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県工業技術センター", prefecture_id="04")
    OrganisationFactory(kind=OrganisationKind.FIRM, name="株式会社架空鋳造", prefecture_id="04", municipality=town)
    admin = member("admin@example.jp", lab, Role.ADMINISTRATOR)
    predecessor = member("predecessor@example.jp", lab, Role.COORDINATOR)
    instruments = [EquipmentFactory(owner=lab, name=f"架空装置{number}") for number in range(RECORDS)]
    uids = {Kind.EQUIPMENT: [one.uid for one in instruments]}
    name_holder(predecessor, organisation=lab, records=uids, on=timezone.localdate(), by=admin)
    return lab


def send(page, **fields):
    """Fill the form of a page by the names of its fields, and send it."""
    form = page.locator("main form[method=post]").filter(has=page.locator(f"[name={next(iter(fields))}]"))
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button:not([name])").last.click()


def letters(folder):
    return [path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()]


@dataclass(frozen=True)
class Morning:
    """The people of one morning: each has a window of one size in one language; letters lie in ``mail``."""

    visit: Any
    axe: Any
    language: str
    size: dict[str, int]
    mail: Path
    cookie: dict[str, str]

    @property
    def hanako(self):
        """A second mail to one address would wait for three minutes, so there is one for each language."""
        return f"hanako-{self.language}@example.jp"

    def window(self):
        page = self.visit.window(size=self.size)
        page.context.add_cookies([self.cookie])
        return page

    def signed_in(self, email):
        page = self.window()
        page.goto("/accounts/login/")
        send(page, login=email, password=PASSWORD)
        page.wait_for_url("**/mypage/")
        return page

    def looked_at(self, page, word):
        """A page shows a word, is well built, and is no wider than the window."""
        page.get_by_text(word).first.wait_for()
        assert page.locator("html").get_attribute("lang") == self.language
        assert self.axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def signs_up(self):
        page = self.window()
        page.goto("/accounts/signup/")
        assert self.axe(page) == []
        send(page, email=self.hanako, password1=PASSWORD, password2=PASSWORD)
        page.wait_for_url("**/confirm-email/**")
        key = next(text.split("/confirm-email/")[1].split("/")[0] for text in letters(self.mail))
        page.goto(f"/accounts/confirm-email/{key}/")
        page.locator("main form button").first.click()
        page.wait_for_load_state()

    def asks_to_be_let_in(self, page, office):
        page.goto(f"/join/new/?organisation={office.uid}")
        self.looked_at(page, office.name)
        send(page, full_name="架空 花子", role=Role.COORDINATOR)
        page.wait_for_url("**/join/applications/**")

    def lets_her_in(self, page):
        page.goto("/notices/")
        page.locator("main a[href*='/join/applications/']").first.click()
        self.looked_at(page, "架空 花子")
        page.locator("main form[action*='confirm'] button").click()
        page.wait_for_load_state()

    def hands_over(self, page, office):
        people = (Account.objects.get(email=email) for email in ("predecessor@example.jp", self.hanako))
        giver, receiver = (str(account.pk) for account in people)
        page.goto(f"/charge/{office.uid}/hand-over/")
        send(page, giver=giver, receiver=receiver, on=timezone.localdate().isoformat())
        self.looked_at(page, WORDS[self.language]["passes"])
        page.locator("button[name=confirm]").click()
        page.wait_for_url("**/charge/hand-overs/**")
        with page.expect_download() as download:
            page.evaluate("""() => {
                const link = document.querySelector("a[href$='report.pdf']");
                link.setAttribute("download", "");
                link.click();
            }""")
        return words_of(download.value.path().read_bytes())

    def declares(self, page):
        page.goto(_QUESTION)
        self.looked_at(page, WORDS[self.language]["gap"])
        page.goto("/who/declarations/new/")
        assert self.axe(page) == []
        since = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
        told = {"responsible": "架空 花子", "phone": "000-0000-0001", "target_days": "3", "since": since}
        send(page, function="consultation", towns="宮城県仙台市", **told)
        page.wait_for_url("**/who/declarations/*-*/")
        page.locator("main form[action$='/step/publish/'] button").click()
        self.looked_at(page, WORDS[self.language]["stage"])


@pytest.mark.parametrize(("language", "size"), [("ja", WIDE), ("en", PHONE)])
def test_by_noon_her_name_stands_on_the_pages_of_her_towns_firms(
    visit, office, axe, settings, tmp_path, language, size
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visit.address}
    morning = Morning(visit, axe, language, size, tmp_path / "mail", cookie)

    morning.signs_up()
    hanako, admin = morning.signed_in(morning.hanako), morning.signed_in("admin@example.jp")
    morning.asks_to_be_let_in(hanako, office)
    morning.lets_her_in(admin)
    assert Account.objects.get(email=morning.hanako).current_organisation_ids == {office.pk}
    report = morning.hands_over(admin, office)
    assert all(f"架空装置{number}" in report for number in range(RECORDS))
    morning.declares(hanako)

    visitor = morning.window()
    for address in ("/areas/04/041009/", _QUESTION, f"/organisations/{Organisation.objects.get(kind='firm').uid}/"):
        visitor.goto(address)
        morning.looked_at(visitor, "架空 花子")
    assert "架空装置" not in "".join(letters(morning.mail))
