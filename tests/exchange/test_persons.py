"""Staff lists: persons with posts and days; who may be somebody on record is proposed and never merged silently."""

import datetime

import pytest
from tests.factories import AccountFactory, ExpertFactory, OrganisationFactory, PersonFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.exchange.decisions import decide_duplicate
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.merging import kept_and_other, merge_person, part_person
from hashiwatashi.people.models import Affiliation, Person

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
HEADER = "氏名,ふりがな,所属機関,部署,職名,着任日,退任日,研究者番号,ORCID\n"
ROW = "架空 花子,カクウ ハナコ,架空県産業技術センター,材料部,研究員,令和8年4月1日,,,\n"
ORCID = "0000-0002-1825-0097"


@pytest.fixture
def place():
    return OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県産業技術センター")


def test_a_row_becomes_a_person_in_her_post(take, write, place):
    assert take("persons", write(HEADER + ROW)).counts()["created"] == 1
    post = Affiliation.objects.get()
    assert (post.person.name, post.person.name_kana, post.organisation) == ("架空 花子", "カクウ ハナコ", place)
    assert (post.department, post.title, post.since) == ("材料部", "研究員", datetime.date(2026, 4, 1))


def test_the_same_list_again_changes_nothing_and_a_new_post_is_an_update(take, write, place):
    take("persons", write(HEADER + ROW))
    assert take("persons", write(HEADER + ROW)).counts()["unchanged"] == 1
    assert take("persons", write(HEADER + ROW.replace("研究員", "主任研究員"))).counts()["updated"] == 1
    post = Affiliation.objects.get()
    assert post.title == "主任研究員"
    assert take("persons", write(HEADER + ROW.replace("日,,", "日,2027-03-31,"))).counts()["updated"] == 1
    post.refresh_from_db()
    assert post.until == datetime.date(2027, 4, 1)


def test_the_expert_of_the_same_organisation_is_the_same_person(take, write, place):
    known = ExpertFactory(organisation=place, person=PersonFactory(name="架空　花子")).person
    take("persons", write(HEADER + ROW))
    assert (Person.objects.get(), Affiliation.objects.get().person) == (known, known)


def test_an_equal_name_elsewhere_is_proposed_and_stays_two_until_somebody_decides(take, write, place):
    known = PersonFactory(name="架空 花子", name_kana="カクウ ハナコ")
    outcome = take("persons", write(HEADER + ROW))
    assert (outcome.duplicates_proposed, Person.objects.count()) == (1, 2)
    proposal = DuplicateProposal.objects.get(table="person")
    assert (proposal.first_uid, str(proposal.likeness)) == (known.uid, "0.950")


@pytest.mark.parametrize(("name", "proposed"), [("高橋 花子", 1), ("髙橋 花子", 1), ("高島 花子", 0)])
def test_variant_kanji_are_proposed_other_names_are_not(take, write, place, name, proposed):
    PersonFactory(name="髙橋 花子")
    assert take("persons", write(HEADER + ROW.replace("架空 花子", name))).duplicates_proposed == proposed


def test_two_orcid_ids_are_two_people(take, write, place):
    PersonFactory(name="架空 花子", orcid="0000-0001-5109-3700")
    assert take("persons", write(HEADER + ROW.replace(",,,\n", f",,,{ORCID}\n"))).duplicates_proposed == 0


def test_an_equal_orcid_says_who_she_is_whatever_her_name(take, write, place):
    known = PersonFactory(name="Hanako Kaku", orcid=ORCID)
    take("persons", write(HEADER + ROW.replace(",,,\n", f",,,{ORCID}\n")))
    assert (Person.objects.get(), Affiliation.objects.get().person) == (known, known)


def test_one_orcid_for_two_names_of_a_file_is_told(take, write, place):
    rows = ROW.replace(",,,\n", f",,,{ORCID}\n")
    outcome = take("persons", write(HEADER + rows + rows.replace("花子", "次郎") + ROW.replace("花子", "三郎")))
    assert sorted(person.name for person in Person.objects.all()) == ["架空 三郎", "架空 花子"]
    assert [(one.line, one.column) for one in outcome.rejections] == [(3, "ORCID")]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("架空 花子", "", "氏名"),
        (",,,\n", ",,,0000-0002-1825-0098\n", "ORCID"),
        ("日,,", "日,2026-03-31,", "退任日"),
        ("令和8年4月1日", "いつか", "着任日"),
    ],
)
def test_a_wrong_row_is_told_and_the_right_ones_stand(take, write, place, old, new, column):
    outcome = take("persons", write(HEADER + ROW.replace(old, new) + ROW.replace("花子", "次郎")))
    (rejection,) = outcome.rejections
    assert (rejection.line, rejection.column) == (2, column)
    assert [person.name for person in Person.objects.all()] == ["架空 次郎"]


def test_a_person_with_another_orcid_on_record_is_not_overwritten(take, write, place):
    ExpertFactory(organisation=place, person=PersonFactory(name="架空 花子", orcid="0000-0001-5109-3700"))
    outcome = take("persons", write(HEADER + ROW.replace(",,,\n", f",,,{ORCID}\n")))
    assert "another ORCID" in outcome.rejections[0].reason


def test_deciding_that_two_are_one_moves_everything_and_undo_brings_it_back(take, write, place):
    known = ExpertFactory(person=PersonFactory(name="架空 花子")).person
    take("persons", write(HEADER + ROW))
    listed, post = Person.objects.exclude(pk=known.pk).get(), Affiliation.objects.get()
    proposal, account = DuplicateProposal.objects.get(table="person"), AccountFactory(is_superuser=True)
    decide_duplicate(proposal, "same", by=account)
    post.refresh_from_db()
    listed.refresh_from_db()
    known.refresh_from_db()
    assert (post.person, listed.merged_into, known.name_kana) == (known, known, "カクウ ハナコ")
    decide_duplicate(proposal, "reopen", by=account)
    for record in (post, listed, known):
        record.refresh_from_db()
    assert (post.person, listed.merged_into, known.name_kana) == (listed, None, "")


def test_a_person_is_not_merged_with_herself(db):
    person = PersonFactory()
    with pytest.raises(Conflict, match="one record"):
        merge_person(person, into=person, by=BY)


@pytest.mark.parametrize("identity", ["orcid", "account"])
def test_two_of_one_identity_are_not_merged(db, identity):
    first, second = PersonFactory(), PersonFactory()
    if identity == "orcid":
        Person.objects.filter(pk=first.pk).update(orcid=ORCID)
        Person.objects.filter(pk=second.pk).update(orcid="0000-0001-5109-3700")
    else:
        AccountFactory(person=first), AccountFactory(person=second)
    with pytest.raises(Conflict):
        merge_person(second, into=first, by=BY)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_the_account_passes_on_and_comes_back(db):
    first, second = PersonFactory(), PersonFactory()
    account = AccountFactory(person=first)
    Person.objects.filter(pk=second.pk).update(orcid=ORCID)
    second.refresh_from_db()
    kept, other = kept_and_other(first, second)
    assert (kept, other) == (second, first)
    merged = merge_person(other, into=kept, by=BY)
    account.refresh_from_db()
    assert account.person == kept
    part_person(merged, by=BY)
    account.refresh_from_db()
    assert account.person == first
    merge_person(other, into=kept, by=BY)
    with pytest.raises(Conflict, match="merged already"):
        merge_person(other, into=kept, by=BY)


def test_a_new_post_later_is_a_post_of_its_own_and_the_former_stays(take, write, place):
    take("persons", write(HEADER + ROW))
    later = ROW.replace("材料部,研究員,令和8年4月1日", "企画部,主任,2027-04-01")
    assert take("persons", write(HEADER + later)).counts()["updated"] == 1
    posts = Affiliation.objects.order_by("since").values_list("department", "title", "since")
    assert [post[:2] for post in posts] == [("材料部", "研究員"), ("企画部", "主任")]
    assert Person.objects.count() == 1


def test_two_posts_of_one_person_in_one_list_are_both_stored(take, write, place):
    both = HEADER + ROW + ROW.replace("材料部", "企画部")
    outcome = take("persons", write(both))
    assert (outcome.created, outcome.updated) == (1, 1)
    assert sorted(Affiliation.objects.values_list("department", flat=True)) == ["企画部", "材料部"]
    assert take("persons", write(both)).counts()["unchanged"] == 2


def test_a_merger_is_not_taken_back_beneath_another(db):
    first, second, third = PersonFactory(), PersonFactory(), PersonFactory()
    merged = merge_person(second, into=first, by=BY)
    first.refresh_from_db()
    merge_person(first, into=third, by=BY)
    with pytest.raises(Conflict, match="since"):
        part_person(merged, by=BY)
