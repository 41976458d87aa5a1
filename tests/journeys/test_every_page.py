"""Every page of the site, wide and on a phone, signed out and signed in: axe finds nothing serious, the policy holds,
nothing runs off the side."""

import pytest
from tests.journeys.conftest import PHONE, WIDE

from hashiwatashi.people.models import Account

SIGNED_OUT = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/", "/?q=zzzz"]
SIGNED_IN = [
    "/mypage/",
    "/bag/",
    "/bag/new/",
    "/searches/",
    "/notices/",
    "/notices/mails/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/logout/",
]
SEARCHES = ["/", "/?q=異物を調べたい", "/?q=異物&kind=equipment&prefecture=04", "/?kind=call"]
SITE = ["/help/", "/privacy/", "/accessibility/", "/sitemap/", "/areas/", "/areas/04/", "/areas/13/"]
SITE += ["/areas/?count=open_share&sort=-value", "/areas/classes/?prefecture=13", "/areas/classes/?by=large"]


def public_pages(world):
    for name, record in world.records.items():
        yield f"/{name}/"
        yield f"/{name}/{record.uid}/"
    yield from SEARCHES
    yield from SITE


def problems(page, axe, addresses):
    found = {}
    for address in addresses:
        page.goto(address)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            told = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                told.append("runs off the side")
            if told:
                found[f"{address} {size['width']}"] = told
    return found


def test_signed_out(visit, world, axe):
    page = visit.window()
    assert problems(page, axe, [*public_pages(world), *SIGNED_OUT]) == {}


@pytest.mark.parametrize(
    ("email", "addresses"),
    [
        ("firm@example.jp", ["/needs/new/", "/?q=異物を調べたい", "/needs/{needs}/", "/needs/{needs}/edit/"]),
        ("clerk@example.jp", ["/equipment/new/", "/equipment/{equipment}/", "/equipment/{equipment}/edit/"]),
        ("clerk@example.jp", ["/equipment/{equipment}/photos/", "/equipment/{equipment}/card/"]),
        (
            "clerk@example.jp",
            ["/desk/equipment/", "/desk/equipment/?show=unconfirmed&all=1", "/desk/equipment/?text=zz"],
        ),
        ("clerk@example.jp", ["/equipment/{equipment}/?desk=all", "/equipment/{equipment}/edit/?desk=all"]),
        ("clerk@example.jp", ["/equipment/{equipment}/history/"]),
        ("clerk@example.jp", ["/imports/", "/imports/history/", "/imports/duplicates/"]),
        ("tlo@example.jp", ["/seeds/new/", "/seeds/{seeds}/", "/seeds/{seeds}/edit/", "/seeds/{seeds}/history/"]),
    ],
)
def test_signed_in(visit, world, axe, email, addresses):
    page = visit.window()
    visit.sign_in(page, email)
    uids = {name: record.uid for name, record in world.records.items()}
    own = [address.format(**uids) for address in addresses]
    assert problems(page, axe, [*own, *(SIGNED_IN if email.startswith("firm") else [])]) == {}


def test_the_administration_site_keeps_the_policy(visit, world, member):
    operator = member("operator@example.jp", world.lab, "administrator")
    Account.objects.filter(pk=operator.pk).update(is_staff=True, is_superuser=True)
    page = visit.window()
    visit.sign_in(page, "operator@example.jp")
    for name in ("", "hashiwatashi/equipment/", "hashiwatashi/auditevent/", "hashiwatashi/membership/add/"):
        assert page.goto(f"/administration/{name}").status == 200


def test_english_pages_hold_too(visit, world, axe):
    page = visit.window()
    page.goto("/")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert problems(page, axe, ["/", "/?q=異物", "/equipment/", f"/equipment/{world.microscope.uid}/"]) == {}


def test_twice_the_size_still_fits(visit, world):
    page = visit.window(size={"width": 640, "height": 450}, device_scale_factor=2)
    for address in public_pages(world):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
