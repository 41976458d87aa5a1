"""企業区分 on the pages of a firm: what it tells, what follows from it, and nobody else reads it."""

import pytest
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory
from tests.firms.test_reassessing import BIG, SINCE, SMALL, firm, holds, verdict

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.firms.actions import tell_officer, withdraw
from hashiwatashi.firms.models import FirmProfile, Officer, ShareHolding
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
FIGURES = {
    "since": "2026-04-01",
    "group": "manufacturing",
    "capital": "1000",
    "employees": "30",
    "average_income": "0",
    "officers": "4",
    "is_complete": "on",
}
HOLDING = {"holder_name": "架空重工", "share": "300株/600株", "told_class": "large", "since": "2026-04-01"}
OFFICER = {"name": "架空 一", "serves_name": "架空重工", "told_class": "large", "since": "2026-04-01"}


@pytest.fixture
def our():
    return OrganisationFactory(kind=OrganisationKind.FIRM, name="株式会社架空製作所")


def signed_in(client, organisation, role=Role.REPRESENTATIVE):
    account = MembershipFactory(organisation=organisation, role=role).account
    client.force_login(account)
    return account


def text_of(answer):
    return answer.content.decode()


def test_a_firm_tells_its_figures_and_learns_its_class_by_each_rule_set(client, our):
    signed_in(client, our)
    assert "まだ何も" in text_of(client.get(f"/class/{our.uid}/"))
    answer = client.post(f"/class/{our.uid}/figures/", FIGURES, follow=True)
    assert [one.record.verdict for one in answer.context["assessments"]] == ["sme", "sme"]
    told = text_of(answer)
    assert "資本金が300,000,000円以下" in told
    assert "中小企業基本法第2条" in told
    assert FirmProfile.objects.get().capital == 10_000_000


def test_a_shareholder_and_officers_make_it_a_deemed_large_firm(client, our):
    signed_in(client, our)
    client.post(f"/class/{our.uid}/figures/", FIGURES)
    client.post(f"/class/{our.uid}/shareholders/new/", HOLDING)
    line = ShareHolding.objects.get()
    assert (line.part, line.whole, verdict(our)) == (300, 600, "deemed_large")
    ended = {**HOLDING, "last_day": "2026-04-30", "version": 1}
    assert client.post(f"/class/{our.uid}/shareholders/{line.uid}/", ended).status_code == 302
    assert verdict(our) == "sme"
    for name in ("架空 一", "架空 二"):
        client.post(f"/class/{our.uid}/officers/new/", {**OFFICER, "name": name})
    assert verdict(our) == "deemed_large"
    officer = Officer.objects.first()
    client.post(f"/class/{our.uid}/officers/{officer.uid}/", {**OFFICER, "told_class": "sme", "version": 1})
    assert verdict(our) == "sme"


def test_a_holder_in_the_register_counts_by_its_own_class(client, our):
    signed_in(client, our)
    client.post(f"/class/{our.uid}/figures/", FIGURES)
    large = firm(**BIG)
    large.corporate_number = "8700110005901"
    large.save()
    sent = {**HOLDING, "told_class": "unknown", "number": "8700-1100-05901"}
    told = text_of(client.post(f"/class/{our.uid}/shareholders/new/", sent, follow=True))
    assert verdict(our) == "deemed_large"
    assert large.name in told
    assert "こちらでの判定" in told
    form = client.get(f"/class/{our.uid}/shareholders/{ShareHolding.objects.get().uid}/").context["form"]
    assert (form.initial["number"], form.initial["share"]) == ("8700110005901", "300/600")


def test_a_holder_without_a_number_stays_linked_when_its_line_is_corrected(client, our):
    signed_in(client, our)
    line = holds(firm(**BIG), our)
    client.post(f"/class/{our.uid}/shareholders/{line.uid}/", {**HOLDING, "share": "1/4", "version": line.version})
    line.refresh_from_db()
    assert (line.holder is not None, line.whole) == (True, 4)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"share": "x"}, "share"),
        ({"share": "0"}, "share"),
        ({"share": "70"}, "share"),
        ({"number": "1"}, "number"),
        ({"number": "8700110005901"}, "number"),
        ({"last_day": "2026-03-31"}, "last_day"),
        ({"since": "0001-01-01"}, "since"),
        ({"told_class": "small"}, "told_class"),
        ({"holder_name": " "}, "holder_name"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(client, our, wrong, field):
    signed_in(client, our)
    holds(firm(), our, 2, 5)
    answer = client.post(f"/class/{our.uid}/shareholders/new/", {**HOLDING, **wrong})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert ShareHolding.objects.count() == 1


def test_somebody_else_was_faster(client, our):
    signed_in(client, our)
    line = holds(firm(), our, 2, 5)
    changed = {**HOLDING, "version": line.version}
    assert client.post(f"/class/{our.uid}/shareholders/{line.uid}/", changed).status_code == 302
    late = client.post(f"/class/{our.uid}/shareholders/{line.uid}/", {**changed, "share": "1/3"})
    assert late.status_code == 400
    assert ShareHolding.objects.get().whole == 600


def test_capital_keeps_its_last_yen(client, our):
    signed_in(client, our)
    client.post(f"/class/{our.uid}/figures/", {**FIGURES, "capital": "1000.0001"})
    form = client.get(f"/class/{our.uid}/figures/").context["form"]
    assert (FirmProfile.objects.get().capital, str(form.initial["capital"])) == (10_000_001, "1000.0001")


def test_what_was_withdrawn_is_put_back_from_the_history(client, our):
    signed_in(client, our)
    client.post(f"/class/{our.uid}/figures/", FIGURES)
    line = holds(firm(**BIG), our)
    step = f"/class/{our.uid}/shareholders/{line.uid}"
    client.post(f"{step}/withdraw/", {"version": line.version})
    assert verdict(our) == "sme"
    told = text_of(client.get(f"/class/{our.uid}/history/"))
    assert f"{step}/put-back/" in told
    assert "みなし大企業" in told
    client.post(f"{step}/put-back/", {"version": line.version})
    assert verdict(our) == "sme"  # of an old version
    client.post(f"{step}/put-back/", {"version": line.version + 1})
    assert verdict(our) == "deemed_large"
    assert client.post(f"{step}/burn/").status_code == 404
    assert client.post(f"/class/{our.uid}/x/{line.uid}/withdraw/").status_code == 404


def test_a_line_of_another_firm_is_not_found(client, our):
    signed_in(client, our)
    line = holds(firm(**BIG), firm(**SMALL))
    assert client.get(f"/class/{our.uid}/shareholders/{line.uid}/").status_code == 404
    assert client.post(f"/class/{our.uid}/shareholders/{line.uid}/withdraw/").status_code == 404


PAGES = ("", "history/", "figures/", "shareholders/new/", "officers/new/")


@pytest.mark.parametrize(
    ("role", "at", "statuses"),
    [
        (Role.REPRESENTATIVE, "firm", [200] * 5),
        (Role.ADMINISTRATOR, "firm", [200] * 5),
        (Role.RESEARCHER, "firm", [200, 200, 403, 403, 403]),
        (Role.OFFICER, "supervisor", [200] * 5),
        (Role.ADMINISTRATOR, "supervisor", [200] * 5),
        (Role.PLANNER, "supervisor", [200, 200, 403, 403, 403]),
        (Role.ADMINISTRATOR, "holder", [403] * 5),
        (Role.ADMINISTRATOR, "elsewhere", [403] * 5),
        (None, "operator", [403] * 5),
    ],
)
def test_its_own_people_and_its_supervisor_see_it_and_nobody_else(client, our, role, at, statuses):
    our.supervisor = OrganisationFactory(kind=OrganisationKind.PREFECTURE)
    our.save()
    holder = firm(**BIG)
    holds(holder, our)
    places = {"firm": our, "supervisor": our.supervisor, "holder": holder}
    if role is None:
        client.force_login(AccountFactory(is_superuser=True, is_staff=True))
    else:
        signed_in(client, places.get(at) or OrganisationFactory(), role)
    assert [client.get(f"/class/{our.uid}/{page}").status_code for page in PAGES] == statuses
    shown = f"/class/{our.uid}/" in text_of(client.get(f"/organisations/{our.uid}/"))
    assert shown == (statuses[0] == 200)
    rows = ShareHolding.objects.visible_to(client.get("/notices/").context["user"])
    assert rows.count() == (1 if statuses[0] == 200 else 0)


def test_a_laboratory_has_no_class(client):
    lab = OrganisationFactory()
    signed_in(client, lab, Role.ADMINISTRATOR)
    assert client.get(f"/class/{lab.uid}/").status_code == 403
    assert "/class/" + str(lab.uid) not in text_of(client.get(f"/organisations/{lab.uid}/"))


def test_who_is_not_signed_in_is_asked_to(client, our):
    assert client.get(f"/class/{our.uid}/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("", 10), ("history/", 9)])
def test_a_page_takes_the_same_queries_however_much_was_told(
    client, django_assert_num_queries, our, page, queries, number
):
    signed_in(client, our)
    for _ in range(number):
        withdraw(holds(firm(**BIG), our, 1, 5), by=BY)
        holds(firm(**SMALL), our, 1, 5)
        served = firm(**SMALL)
        tell_officer(our, by=BY, name="架空", serves=served, serves_name=served.name, since=SINCE)
        client.post(f"/class/{our.uid}/figures/", {**FIGURES, "employees": 10 + number})
        client.post(f"/class/{our.uid}/figures/", FIGURES)
    with django_assert_num_queries(queries):
        assert client.get(f"/class/{our.uid}/{page}").status_code == 200


def test_the_page_can_be_printed_and_reads_in_english(client, our):
    signed_in(client, our)
    client.post(f"/class/{our.uid}/figures/", FIGURES)
    client.cookies["django_language"] = "en"
    told = text_of(client.get(f"/class/{our.uid}/"))
    assert 'class="paper"' in told
    assert "Capital at most ¥300,000,000" in told
