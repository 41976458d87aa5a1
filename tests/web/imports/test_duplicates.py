from datetime import date
from uuid import uuid4

import pytest
from tests.factories import EquipmentFactory, ExpertFactory, MembershipFactory, OrganisationFactory, PersonFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.exchange.events import ExchangeEvent
from hashiwatashi.exchange.models import DuplicateDecision, DuplicateProposal
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.people.enums import Role


def pair(table, first, second):
    return DuplicateProposal.objects.create(
        table=table, first_uid=first.uid, second_uid=second.uid, likeness="0.970", reason="same name and place"
    )


@pytest.fixture
def twins(lab):
    first, second = EquipmentFactory(owner=lab, name="旋盤"), EquipmentFactory(owner=lab, name="旋盤 2号")
    return first, second, pair("equipment", first, second)


def decide(client, proposal, decision):
    return client.post(f"/imports/duplicates/{proposal.uid}/", {"decision": decision})


def test_both_records_stand_side_by_side(client, clerk, twins):
    page = client.get("/imports/duplicates/").content.decode()
    assert ("旋盤 2号" in page, "違いあり" in page) == (True, True)


def test_one_of_two_equal_ones_is_shown_to_its_owner_only(client, clerk, twins):
    first, second, proposal = twins
    decide(client, proposal, "same")
    for record in twins:
        record.refresh_from_db()
    assert (first.disclosure, second.disclosure) == (Disclosure.PUBLIC, Disclosure.RELATED)
    assert (proposal.decision, proposal.decided_by) == (DuplicateDecision.SAME, clerk)
    assert AuditEvent.objects.filter(event=ExchangeEvent.DUPLICATE_DECIDED).count() == 1


def test_taking_the_decision_back_brings_the_entry_back_as_it_was(client, clerk, twins):
    _first, second, proposal = twins
    second.disclosure = Disclosure.MEMBERS
    second.save()
    decide(client, proposal, "same")
    decide(client, proposal, "reopen")
    second.refresh_from_db()
    proposal.refresh_from_db()
    assert (second.disclosure, proposal.decision) == (Disclosure.MEMBERS, DuplicateDecision.OPEN)


@pytest.mark.parametrize("disclosure", Disclosure)
def test_an_entry_comes_back_with_the_class_it_had(client, clerk, twins, disclosure):
    """Also one that only its own people could see: what the trail says does not matter."""
    second, proposal = twins[1], twins[2]
    type(second).objects.filter(pk=second.pk).update(disclosure=disclosure)
    for decision in ("same", "reopen", "same", "reopen"):
        decide(client, proposal, decision)
    second.refresh_from_db()
    assert second.disclosure == disclosure


def test_a_closed_organisation_comes_back_closed(client, operator):
    gone = OrganisationFactory(status=OrganisationStatus.CLOSED, closed_on=date(2020, 3, 31))
    proposal = pair("organisation", gone, OrganisationFactory(corporate_number="7123456789012"))
    decide(client, proposal, "same")
    decide(client, proposal, "reopen")
    gone.refresh_from_db()
    assert (gone.status, gone.successor, gone.closed_on) == (OrganisationStatus.CLOSED, None, date(2020, 3, 31))


def test_without_the_state_before_nothing_is_made_public(client, clerk, twins):
    second, proposal = twins[1], twins[2]
    decide(client, proposal, "same")
    DuplicateProposal.objects.update(before={})
    decide(client, proposal, "reopen")
    second.refresh_from_db()
    assert second.disclosure == Disclosure.RELATED


def test_two_different_ones_stay_as_they_are(client, clerk, twins):
    _first, second, proposal = twins
    decide(client, proposal, "different")
    second.refresh_from_db()
    assert second.disclosure == Disclosure.PUBLIC
    assert "旋盤" not in client.get("/imports/duplicates/").content.decode()
    assert "旋盤" in client.get("/imports/duplicates/?decided=1").content.decode()


def test_a_decided_pair_is_not_decided_again(client, clerk, twins):
    proposal = twins[2]
    decide(client, proposal, "different")
    decide(client, proposal, "same")
    proposal.refresh_from_db()
    assert proposal.decision == "different"


def test_equal_organisations_refer_to_the_one_with_a_number(client, operator):
    without = OrganisationFactory(name="架空大学")
    numbered = OrganisationFactory(name="国立大学法人架空大学", corporate_number="7123456789012")
    proposal = pair("organisation", without, numbered)
    decide(client, proposal, "same")
    without.refresh_from_db()
    assert (without.status, without.successor) == (OrganisationStatus.MERGED, numbered)
    decide(client, proposal, "reopen")
    without.refresh_from_db()
    assert (without.status, without.successor, without.closed_on) == (OrganisationStatus.ACTIVE, None, None)


def test_others_pairs_are_neither_seen_nor_decided(client, twins):
    client.force_login(MembershipFactory(role=Role.CLERK).account)
    assert "旋盤" not in client.get("/imports/duplicates/").content.decode()
    assert decide(client, twins[2], "same").status_code == 404


def test_a_word_that_is_no_decision_is_refused(client, clerk, twins):
    assert decide(client, twins[2], "perhaps").status_code == 400


def test_a_pair_whose_record_is_gone_is_left_out(client, operator, db):
    DuplicateProposal.objects.create(
        table="equipment", first_uid=uuid4(), second_uid=uuid4(), likeness="0.970", reason="same name and place"
    )
    assert client.get("/imports/duplicates/").status_code == 200


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_same_queries_for_any_number_of_pairs(client, operator, lab, pairs, django_assert_num_queries):
    for _number in range(pairs):
        pair("equipment", EquipmentFactory(owner=lab), EquipmentFactory(owner=lab))
    # session, account, number of pairs, pairs, equipment, organisations, persons, unread notices, memberships
    with django_assert_num_queries(9):
        client.get("/imports/duplicates/")


def test_two_persons_stand_side_by_side_and_become_one(client, operator):
    first, second = (ExpertFactory(person=PersonFactory(name="架空 花子")).person for _number in range(2))
    proposal = pair("person", first, second)
    page = client.get("/imports/duplicates/").content.decode()
    assert page.count("架空 花子") >= 3
    assert f"/experts/{second.expert_profiles.get().uid}/" in page
    decide(client, proposal, "same")
    second.refresh_from_db()
    assert (second.merged_into, first.expert_profiles.count()) == (first, 2)
    decide(client, proposal, "reopen")
    assert (first.expert_profiles.count(), second.expert_profiles.count()) == (1, 1)


def test_a_clerk_decides_on_her_own_organisations_people_alone(client, clerk, lab):
    own = [ExpertFactory(organisation=lab, person=PersonFactory(name="架空 自分")).person for _number in range(2)]
    others = [own[0], ExpertFactory(person=PersonFactory(name="架空 他人")).person]
    mine, foreign = pair("person", *own), pair("person", *others)
    page = client.get("/imports/duplicates/").content.decode()
    assert ("架空 自分" in page, "架空 他人" in page) == (True, False)
    assert decide(client, foreign, "same").status_code == 404
    assert decide(client, mine, "same").status_code == 302
