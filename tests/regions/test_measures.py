import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import MeasureFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.people.enums import Role
from hashiwatashi.regions.actions import change_measure, register_measure, set_partners
from hashiwatashi.regions.models import Measure
from hashiwatashi.regions.stages import MEASURE_STAGES

pytestmark = pytest.mark.django_db
TESTER = SystemActor("test")


@pytest.mark.parametrize("year", [2027, 2026, 2025])
@pytest.mark.parametrize("stage", ["planned", "running", "done", "dropped"])
def test_a_measure_is_overdue_when_its_year_has_ended_before_it(stage, year):
    """The word of the query-set and that of the record agree."""
    measure = MeasureFactory(fiscal_year=year, stage=stage)
    for day in (datetime.date(2027, 3, 31), datetime.date(2027, 4, 1)):
        expected = stage in {"planned", "running"} and day >= datetime.date(year + 1, 4, 1)
        assert measure.is_overdue_on(day) == Measure.objects.overdue_on(day).exists() == expected


def test_partners_see_what_the_lead_keeps_to_itself_and_nobody_else_does():
    partner, stranger = OrganisationFactory(), OrganisationFactory()
    measure = MeasureFactory(disclosure=Disclosure.RELATED)
    set_partners(measure, [partner], by=TESTER)
    seen = {
        name: Measure.objects.visible_to(visitor).exists()
        for name, visitor in {
            "nobody": AnonymousUser(),
            "lead": MembershipFactory(organisation=measure.owner).account,
            "partner": MembershipFactory(organisation=partner).account,
            "stranger": MembershipFactory(organisation=stranger).account,
        }.items()
    }
    assert seen == {"nobody": False, "lead": True, "partner": True, "stranger": False}


def test_the_audience_in_the_index_is_the_one_of_the_door():
    measure = MeasureFactory(disclosure=Disclosure.RELATED)
    partner = OrganisationFactory()
    set_partners(measure, [partner], by=TESTER)
    loaded = Measure.objects.for_lists().get()
    expected = {f"org:{measure.owner_id}", f"org:{partner.pk}"}
    assert set(Measure.objects.all().DOOR.audience(loaded)) == expected


def test_partners_are_exactly_those_named_and_changes_are_audited():
    lead, one, other = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    measure = register_measure(
        by=TESTER, owner=lead, partners=[lead, one], title="施策", text="内容", fiscal_year=2026
    )
    set_partners(measure, [one], by=TESTER)
    set_partners(measure, [other], by=TESTER)
    assert [part.organisation for part in measure.partnerships.all()] == [other]
    lines = AuditEvent.objects.filter(event="measure.partners_set").order_by("pk")
    assert [line.data["partners"] for line in lines] == [[[], [str(one.uid)]], [[str(one.uid)], [str(other.uid)]]]


def test_what_is_done_needs_its_evidence():
    measure = MeasureFactory(stage="running")
    with pytest.raises(Conflict):
        MEASURE_STAGES.move(measure, "finish", by=TESTER)
    Measure.objects.update(evidence="報告書（架空）")
    MEASURE_STAGES.move(measure, "finish", by=TESTER)
    assert measure.stage == "done"


@pytest.mark.parametrize("year", [0, 1946, 2101])
def test_a_year_out_of_reason_is_refused(year):
    with pytest.raises(InvalidInput):
        register_measure(by=TESTER, owner=OrganisationFactory(), title="施策", text="内容", fiscal_year=year)


@pytest.fixture
def officer(client):
    account = MembershipFactory(role=Role.OFFICER, organisation__name="架空県").account
    client.force_login(account)
    return account


FORM = {"title": "機器の共用", "text": "広げる", "fiscal_year": "2026", "disclosure": "public", "evidence": ""}


def test_an_officer_registers_changes_and_moves_a_measure(client, officer):
    OrganisationFactory(name="架空市")
    (membership,) = officer.current_memberships
    sent = {**FORM, "owner": str(membership.organisation.uid), "partners": "架空市\n"}
    address = client.post("/measures/new/", sent).headers["Location"]
    measure = Measure.objects.get()
    assert [part.organisation.name for part in measure.partnerships.all()] == ["架空市"]
    assert client.post(f"{address}step/begin/").status_code == 302
    changed = {**FORM, "title": "機器の相互利用", "version": "3", "partners": ""}
    assert client.post(f"{address}edit/", changed).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.stage, measure.partnerships.count()) == ("機器の相互利用", "running", 0)
    assert "機器の相互利用" in client.get(address).content.decode()


def test_a_partner_that_cannot_be_told_is_refused_and_nothing_is_stored(client, officer):
    (membership,) = officer.current_memberships
    sent = {**FORM, "owner": str(membership.organisation.uid), "partners": "どこにもない会"}
    answer = client.post("/measures/new/", sent)
    assert (answer.status_code, Measure.objects.count()) == (400, 0)
    assert "どこにもない会" in answer.content.decode()


def test_overdue_ones_are_listed(client):
    late, early = MeasureFactory(fiscal_year=2000), MeasureFactory(fiscal_year=2099)
    text = client.get("/measures/?overdue=on").content.decode()
    assert (late.title in text, early.title in text) == (True, False)
    api = client.get("/api/v1/measures?overdue=true").json()["items"]
    assert [item["title"] for item in api] == [late.title]


def test_who_edits_from_before_a_change_of_partners_learns_of_it(client, officer):
    (membership,) = officer.current_memberships
    measure = MeasureFactory(owner=membership.organisation)
    partner = OrganisationFactory(name="架空市")
    set_partners(measure, [partner], by=TESTER)
    late = {**FORM, "title": "別の題", "version": "1", "partners": ""}
    assert client.post(f"/measures/{measure.uid}/edit/", late).status_code == 409
    measure.refresh_from_db()
    assert (measure.version, measure.partnerships.count()) == (2, 1)


def test_a_step_from_an_outdated_page_changes_nothing(client, officer):
    (membership,) = officer.current_memberships
    measure = MeasureFactory(owner=membership.organisation)
    change_measure(measure, by=officer, text="別の内容")
    client.post(f"/measures/{measure.uid}/step/begin/", {"version": "1"})
    measure.refresh_from_db()
    assert measure.stage == "planned"
    client.post(f"/measures/{measure.uid}/step/begin/", {"version": "2"})
    measure.refresh_from_db()
    assert measure.stage == "running"


def test_a_step_that_is_refused_says_why_on_the_page(client, officer):
    (membership,) = officer.current_memberships
    measure = MeasureFactory(owner=membership.organisation, stage="running", evidence=" ")
    answer = client.post(f"/measures/{measure.uid}/step/finish/", follow=True)
    assert "先に、実績を確かめられる資料や数値（根拠）を入力してください。" in answer.content.decode()


def test_what_is_done_keeps_its_evidence():
    measure = MeasureFactory(stage="done", evidence="報告書（架空）")
    with pytest.raises(InvalidInput):
        change_measure(measure, by=TESTER, evidence=" ")
    change_measure(measure, by=TESTER, evidence="別の報告書（架空）")


@pytest.mark.parametrize(("lines", "status"), [(50, 302), (51, 400)])
def test_partners_are_bounded(client, officer, lines, status):
    (membership,) = officer.current_memberships
    names = [OrganisationFactory(name=f"架空第{number}市").name for number in range(lines)]
    sent = {**FORM, "owner": str(membership.organisation.uid), "partners": "\n".join(names)}
    assert client.post("/measures/new/", sent).status_code == status


@pytest.mark.parametrize("version", ["9" * 25, "0", "-1", "x"])
def test_an_impossible_version_is_refused(client, officer, version):
    (membership,) = officer.current_memberships
    measure = MeasureFactory(owner=membership.organisation)
    sent = {**FORM, "version": version, "partners": ""}
    assert client.post(f"/measures/{measure.uid}/edit/", sent).status_code == 400


@pytest.mark.parametrize("title", [" ", "\u3000"])
def test_spaces_alone_are_no_title(title):
    with pytest.raises(InvalidInput):
        register_measure(by=TESTER, owner=OrganisationFactory(), title=title, text="内容", fiscal_year=2026)


@pytest.mark.parametrize(("typed", "year"), [("令和8年度", 2026), ("R8", 2026), ("２０２６", 2026), ("FY2027", 2027)])
def test_the_year_is_taken_as_offices_write_it(client, officer, typed, year):
    (membership,) = officer.current_memberships
    client.post("/measures/new/", {**FORM, "owner": str(membership.organisation.uid), "fiscal_year": typed})
    assert Measure.objects.get().fiscal_year == year


@pytest.mark.parametrize("typed", ["令和0年度", "昭和99年", "来年", "1900", ""])
def test_a_year_that_is_none_is_told_at_its_field(client, officer, typed):
    (membership,) = officer.current_memberships
    sent = {**FORM, "owner": str(membership.organisation.uid), "fiscal_year": typed}
    answer = client.post("/measures/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["fiscal_year"])
