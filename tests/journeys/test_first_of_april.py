"""The first of April: a coordinator signs up, is let in, takes over forty records, and says what she answers for."""

import datetime

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.journeys.conftest import PASSWORD, PHONE, WIDE
from tests.printed import words_of

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.holders.actions import name_holder
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

RECORDS = 40
WORDS = {
    "ja": {"passes": "40件", "handed": "40件", "stage": "公開中", "gap": "空白"},
    "en": {"passes": "40 records", "handed": "40 records", "stage": "Published", "gap": "gap"},
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


@pytest.mark.parametrize(("language", "size"), [("ja", WIDE), ("en", PHONE)])
def test_by_noon_her_name_stands_on_the_pages_of_her_towns_firms(
    visit, office, axe, settings, tmp_path, language, size
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = mail = tmp_path / "mail"
    words, today = WORDS[language], timezone.localdate()
    hanako = f"hanako-{language}@example.jp"  # a second mail to one address waits for three minutes
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visit.address}

    def window():
        page = visit.window(size=size)
        page.context.add_cookies([cookie])
        return page

    def sign_in(page, email):
        page.goto("/accounts/login/")
        send(page, login=email, password=PASSWORD)
        page.wait_for_url("**/mypage/")

    new, admin = window(), window()
    new.goto("/accounts/signup/")
    assert new.locator("html").get_attribute("lang") == language
    assert axe(new) == []
    send(new, email=hanako, password1=PASSWORD, password2=PASSWORD)
    new.wait_for_url("**/confirm-email/**")
    key = next(text.split("/confirm-email/")[1].split("/")[0] for text in letters(mail))
    new.goto(f"/accounts/confirm-email/{key}/")
    new.locator("main form button").first.click()
    new.wait_for_load_state()
    sign_in(new, hanako)
    new.goto(f"/join/new/?organisation={office.uid}")
    assert axe(new) == []
    send(new, full_name="架空 花子", role=Role.COORDINATOR)
    new.wait_for_url("**/join/applications/**")

    sign_in(admin, "admin@example.jp")
    admin.goto("/notices/")
    admin.locator("main a[href*='/join/applications/']").first.click()
    admin.locator("main form[action*='confirm'] button").click()
    admin.wait_for_load_state()
    assert Account.objects.get(email=hanako).current_organisation_ids == {office.pk}

    admin.goto(f"/charge/{office.uid}/hand-over/")
    giver, receiver = (str(Account.objects.get(email=email).pk) for email in ("predecessor@example.jp", hanako))
    send(admin, giver=giver, receiver=receiver, on=today.isoformat())
    admin.get_by_text(words["passes"]).wait_for()
    assert axe(admin) == []
    admin.locator("button[name=confirm]").click()
    admin.wait_for_url("**/charge/hand-overs/**")
    with admin.expect_download() as download:
        admin.evaluate("""() => {
            const link = document.querySelector("a[href$='report.pdf']");
            link.setAttribute("download", "");
            link.click();
        }""")
    assert f"架空装置{RECORDS - 1}" in words_of(download.value.path().read_bytes())

    new.goto("/who/?function=consultation&place=041009")
    new.get_by_text(words["gap"]).first.wait_for()
    new.goto("/who/declarations/new/")
    assert axe(new) == []
    since = (today - datetime.timedelta(days=1)).isoformat()
    told = {"responsible": "架空 花子", "phone": "000-0000-0001", "target_days": "3", "since": since}
    send(new, function="consultation", towns="宮城県仙台市", **told)
    new.wait_for_url("**/who/declarations/*-*/")
    new.locator("main form[action$='/step/publish/'] button").click()
    new.get_by_text(words["stage"]).first.wait_for()
    assert axe(new) == []

    visitor = window()
    for address in ("/areas/04/041009/", "/who/?function=consultation&place=041009", "/organisations/?text=架空鋳造"):
        visitor.goto(address)
        if address.startswith("/organisations/"):
            visitor.get_by_role("link", name="株式会社架空鋳造").first.click()
            visitor.wait_for_url("**/organisations/*-*/")
        visitor.get_by_text("架空 花子").first.wait_for()
        assert axe(visitor) == []
        assert visitor.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    told = "".join(letters(mail))
    assert "架空装置" not in told
