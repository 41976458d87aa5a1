"""A real Chromium against a real server, with a small world in it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
    StoryFactory,
)

from hashiwatashi.matching import sync
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

# Playwright's own loop runs in the test's thread, and Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# It bounds a wait for what comes, and says nothing of speed: the machine may have much else to do.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
PASSWORD = "an-invented-password-1"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium; on Debian: apt-get install chromium")
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A visitor's browser window; ``complaints`` are what its console says of policy violations and script errors."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)

    def window(self, *, size=WIDE, **options) -> Page:
        context = self.browser.new_context(viewport=size, base_url=self.address, locale="ja-JP", **options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, page: Page, email: str) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("メールアドレス").fill(email)
        page.get_by_label("パスワード").first.fill(PASSWORD)
        page.locator("main").get_by_role("button", name="ログイン").click()
        # Whoever goes on before the answer has come is not signed in yet.
        page.wait_for_url(lambda address: "/accounts/login/" not in address)

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.complaints.append(text)


@pytest.fixture
def visit(chromium, live_server):
    visit = Visit(chromium, live_server.url)
    yield visit
    for context in chromium.contexts:
        context.close()
    assert visit.complaints == []


@pytest.fixture
def axe():
    """The serious and critical findings of axe on a page, each with the elements it is about."""
    engine = Axe()

    def findings(page: Page) -> list[str]:
        violations = engine.run(page).response["violations"]
        return [
            f"{found['id']}: {found['help']}: {[node['html'][:150] for node in found['nodes'][:3]]}"
            for found in violations
            if found["impact"] in {"serious", "critical"}
        ]

    return findings


@pytest.fixture
def member(transactional_db):
    """Makes an account that can sign in, for an organisation and a role."""
    from allauth.account.models import EmailAddress

    def make(email, organisation, role):
        account = MembershipFactory(account__email=email, organisation=organisation, role=role).account
        account.set_password(PASSWORD)
        account.save()
        EmailAddress.objects.update_or_create(user=account, email=email, verified=True, primary=True)
        return account

    return make


@pytest.fixture
def build_index(settings, tmp_path):
    """Builds the index of this test's records in a folder of its own."""
    settings.SEARCH_INDEX = tmp_path / "index"
    return sync.build_index


@dataclass(frozen=True)
class World:
    """One record of each kind, and the people who may change them."""

    lab: object
    firm: object
    microscope: object
    records: dict[str, object]


@pytest.fixture
def world(transactional_db, member, build_index):
    lab = OrganisationFactory(name="架空県工業技術センター", contact_phone="022-000-0000", contact_desk="相談窓口")
    university = OrganisationFactory(name="架空大学", kind=OrganisationKind.UNIVERSITY, prefecture_id="13")
    firm = OrganisationFactory(name="株式会社架空精密", kind=OrganisationKind.FIRM)
    microscope = EquipmentFactory(owner=lab, name="走査電子顕微鏡", source_url="https://example.jp/1")
    EquipmentFactory(owner=university, name="質量分析計", uses="異物の分子を調べる", prefecture_id="13")
    expert = ExpertFactory(organisation=lab, profile="異物の相談に応じている")
    expert.areas.set(["04", "05"])
    need = NeedFactory(owner=firm, level=DisclosureLevel.ANONYMOUS)
    records = {
        "equipment": microscope,
        "seeds": SeedFactory(owner=university),
        "experts": expert,
        "calls": CallFactory(funder=lab, summary="異物の調査にも使える", max_amount_yen=5_000_000),
        "needs": need,
        "stories": StoryFactory(owner=lab, prefecture_id="04"),
        "organisations": lab,
    }
    member("firm@example.jp", firm, Role.REPRESENTATIVE)
    member("clerk@example.jp", lab, Role.CLERK)
    member("tlo@example.jp", university, Role.TLO_STAFF)
    build_index()
    return World(lab, firm, microscope, records)
