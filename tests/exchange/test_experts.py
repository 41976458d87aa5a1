"""Lists of coordinators as prefectures keep them: persons told apart, terms, areas, wrong rows by line."""

import datetime

import pytest
from tests.factories import ExpertFactory, OrganisationFactory, PersonFactory

from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.models import Expert, Person

pytestmark = pytest.mark.django_db
HEADER = "氏名,ふりがな,所属機関,種別,専門,担当地域,任期開始,任期終了,電話,ORCID\n"
ROW = (
    "架空 花子,カクウ ハナコ,架空県産業振興機構,コーディネータ,鋳物に強い,宮城県・岩手,"
    "令和8年4月1日,2027-03-31,000-0000-0001,\n"
)


@pytest.fixture
def place():
    return OrganisationFactory(kind=OrganisationKind.COORDINATION_OFFICE, name="架空県産業振興機構")


def test_a_list_becomes_persons_with_posts_terms_and_areas(take, write, place):
    outcome = take("experts", write(HEADER + ROW))
    assert outcome.counts()["created"] == 1
    made = Expert.objects.get()
    assert (made.person.name, made.person.name_kana, made.organisation) == ("架空 花子", "カクウ ハナコ", place)
    assert (made.since, made.until) == (datetime.date(2026, 4, 1), datetime.date(2027, 4, 1))
    assert sorted(area.code for area in made.areas.all()) == ["03", "04"]


def test_the_same_list_again_changes_nothing_and_a_new_one_only_what_differs(take, write, place):
    take("experts", write(HEADER + ROW))
    assert take("experts", write(HEADER + ROW)).counts()["unchanged"] == 1
    outcome = take("experts", write(HEADER + ROW.replace("鋳物に強い", "鍛造に強い").replace("・岩手", "")))
    assert outcome.counts()["updated"] == 1
    made = Expert.objects.get()
    assert (made.headline, [area.code for area in made.areas.all()]) == ("鍛造に強い", ["04"])


def test_one_person_with_two_posts_in_one_organisation_is_one_person(take, write, place):
    take("experts", write(HEADER + ROW + ROW.replace("コーディネータ,", "目利き,")))
    assert (Person.objects.count(), Expert.objects.count()) == (1, 2)


def test_equal_names_elsewhere_are_other_people_unless_the_orcid_says_so(take, write, place):
    elsewhere = ExpertFactory(person=PersonFactory(name="架空 花子"))
    take("experts", write(HEADER + ROW))
    assert Person.objects.filter(name="架空 花子").count() == 2
    known = PersonFactory(name="Hanako Kaku", orcid="0000-0002-1825-0097")
    take("experts", write(HEADER + ROW.replace("花子", "次郎").replace("0001,\n", "0001,0000000218250097\n")))
    assert Expert.objects.get(person=known).headline == "鋳物に強い"
    assert elsewhere.person.expert_profiles.count() == 1


def test_a_person_who_is_listed_by_hand_is_found_and_completed(take, write, place):
    person = ExpertFactory(organisation=place, person=PersonFactory(name="架空　花子")).person
    take("experts", write(HEADER + ROW))
    person.refresh_from_db()
    assert (Person.objects.count(), person.name_kana, person.name) == (1, "カクウ ハナコ", "架空　花子")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("コーディネータ", "課長", "種別"),
        ("宮城県", "架空県", "担当地域"),
        ("2027-03-31", "2026-03-31", "任期終了"),
        ("0001,\n", "0001,0000-0002-1825-0098\n", "ORCID"),
        ("鋳物に強い", "", "専門"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_the_good_ones_are_stored(take, write, place, old, new, field):
    outcome = take("experts", write(HEADER + ROW.replace(old, new) + ROW.replace("花子", "次郎")))
    assert outcome.counts()["created"] == 1
    (rejection,) = outcome.rejections
    assert (rejection.line, rejection.column) == (2, field)
    assert [person.name for person in Person.objects.all()] == ["架空 次郎"]


def test_five_hundred_rows_of_which_thirty_are_wrong_lose_nothing(take, write, place):
    rows = [ROW.replace("花子", f"花子{n}") for n in range(500)]
    for n in range(0, 300, 10):
        rows[n] = rows[n].replace("コーディネータ", "課長")
    outcome = take("experts", write(HEADER + "".join(rows)))
    assert (outcome.counts()["created"], outcome.counts()["rejected"]) == (470, 30)
    assert [rejection.line for rejection in outcome.rejections] == list(range(2, 302, 10))


def test_a_list_for_another_organisation_is_refused_to_whoever_acts_for_one(take, write, place):
    other = OrganisationFactory()
    outcome = take("experts", write(HEADER + ROW), owner_limits=frozenset({other.pk}))
    assert outcome.counts()["rejected"] == 1
    assert not Person.objects.exists()
