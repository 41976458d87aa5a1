"""Organisations write the profiles of their experts; the expert herself may mend hers."""

import pytest
from tests.factories import ExpertFactory, MembershipFactory, OrganisationFactory, PersonFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Expert, Person

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "coordinator",
    "headline": "鋳物の不良に強い",
    "since": "2026-04-01",
    "disclosure": "public",
    "areas": ["04", "03"],
    "name": "架空 太郎",
    "name_kana": "カクウ タロウ",
    "contact_phone": "000-0000-0001",
}


@pytest.fixture
def place():
    return OrganisationFactory()


@pytest.fixture
def clerk(client, place):
    account = MembershipFactory(organisation=place, role=Role.CLERK).account
    client.force_login(account)
    return account


def posted(client, place, **more):
    return client.post("/experts/new/", {"owner": str(place.uid), **NEW, **more}, follow=True)


def test_a_coordinator_is_listed_with_person_term_and_areas(client, place, clerk):
    answer = posted(client, place, orcid="https://orcid.org/0000-0002-1825-0097")
    assert answer.status_code == 200
    made = Expert.objects.get()
    assert (made.person.name, made.person.orcid, made.organisation) == ("架空 太郎", "0000-0002-1825-0097", place)
    assert sorted(area.code for area in made.areas.all()) == ["03", "04"]
    events = AuditEvent.objects.order_by("pk").values_list("event", flat=True)
    assert list(events) == ["person.registered", "expert.listed"]


def test_a_second_profile_of_one_person_makes_no_second_person(client, place, clerk):
    first = ExpertFactory(organisation=place)
    posted(client, place, known=first.person.pk, kind="ip_adviser", name="")
    assert Person.objects.count() == 1
    assert Expert.objects.filter(person=first.person).count() == 2


def test_a_person_of_another_organisation_is_not_offered(client, place, clerk):
    other = ExpertFactory()
    assert posted(client, place, known=other.person.pk, name="").status_code == 400
    assert Expert.objects.count() == 1


@pytest.mark.parametrize("number", ["0000-0002-1825-0098", "1234", "あ"])
def test_a_wrong_orcid_is_refused_with_the_reason(client, place, clerk, number):
    answer = posted(client, place, orcid=number)
    assert answer.status_code == 400
    assert "ORCID" in str(answer.context["person_form"].errors["orcid"])
    assert not Person.objects.exists()


@pytest.mark.parametrize(("number", "doubt"), [("20000001", "e-Rad"), ("123", "e-Rad"), ("10000001", ""), ("", "")])
def test_a_doubtful_researcher_number_is_stored_with_a_warning(client, place, clerk, number, doubt):
    told = posted(client, place, researcher_number=number).content.decode()
    assert Person.objects.get().researcher_number == number
    assert ("e-Radの研究者番号" in told.split("<main")[1].split("<h1")[0]) == bool(doubt)


def test_an_end_before_the_beginning_is_refused(client, place, clerk):
    assert posted(client, place, until="2026-03-31").status_code == 400
    assert not Expert.objects.exists()


def test_the_expert_mends_her_own_profile_and_nobody_elses(client, place):
    own, other = ExpertFactory(organisation=place), ExpertFactory(organisation=place)
    account = MembershipFactory(organisation=place, role=Role.COORDINATOR, account__person=own.person).account
    client.force_login(account)
    sent = {**NEW, "name": own.person.name, "version": own.version, "headline": "樹脂の不良に強い"}
    assert client.post(f"/experts/{own.uid}/edit/", sent).status_code == 302
    assert client.post(f"/experts/{other.uid}/edit/", {**sent, "version": other.version}).status_code == 403
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.headline, other.headline != own.headline) == ("樹脂の不良に強い", True)
    assert sorted(area.code for area in own.areas.all()) == ["03", "04"]


def test_of_two_who_change_one_profile_the_second_is_shown_both(client, place, clerk):
    record = ExpertFactory(organisation=place, person=PersonFactory(name="架空 太郎"))
    sent = {**NEW, "version": record.version}
    assert client.post(f"/experts/{record.uid}/edit/", sent).status_code == 302
    assert client.post(f"/experts/{record.uid}/edit/", {**sent, "headline": "別"}).status_code == 409


def test_only_those_who_may_are_offered_it(client, place):
    client.force_login(MembershipFactory(organisation=place, role=Role.RESEARCHER).account)
    assert client.get("/experts/new/").status_code == 403
