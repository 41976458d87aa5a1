"""What a body had closed is read by those who answer for the body it merged into, and nobody else learns of it."""

import datetime
import itertools

import pytest
from django.utils import timezone
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.actions import BY_LINK, answer, close, withdraw, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.files import give_consent, read_file
from hashiwatashi.consultations.handing import accept, consent, offer
from hashiwatashi.consultations.models import Consultation, PastCase
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.sync import differences, update_index
from hashiwatashi.organisations.actions import merge_organisation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.mergers import LINE, line_of, merged_into
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

pytestmark = pytest.mark.django_db


def merge(old, into):
    old.refresh_from_db()
    merge_organisation(old, into=into, on=timezone.localdate(), by=SystemActor("test"))


@pytest.fixture
def officer(person, lab):
    return person(lab)


@pytest.fixture
def closed(asked, officer):
    """Makes a case with a note among colleagues that was answered and closed."""

    def make(**values):
        case = asked(**values)
        write(case, by=officer, kind=EntryKind.NOTE, text="内輪の覚え書き")
        answer(case, by=officer, text="塩水噴霧試験で比べた")
        close(case, by=officer, result="亜鉛めっきに替えた")
        return case

    return make


def found(account, text="ボルト"):
    update_index()
    answered = suggest(text, visitor=account, kinds=(Kind.PAST,))
    return [hit.record.number for group in answered.groups for hit in group.suggestions]


def seen(model, account):
    return model.objects.visible_to(Account.objects.get(pk=account.pk)).count()


def test_those_who_answer_for_the_successor_find_and_read_it(client, closed, lab, elsewhere, person):
    heir, planner, stranger = person(elsewhere), person(elsewhere, Role.PLANNER), person(OrganisationFactory())
    case = closed(topic="ボルトのさび")
    assert (found(heir), seen(Consultation, heir)) == ([], 0)
    merge(lab, elsewhere)
    assert [found(one) for one in (heir, planner, stranger)] == [[case.number], [], []]
    assert [seen(Consultation, one) for one in (heir, planner, stranger)] == [1, 0, 0]
    assert [seen(PastCase, one) for one in (heir, planner, stranger)] == [1, 0, 0]
    client.force_login(heir)
    page = client.get(f"/consultations/{case.uid}/").content.decode()
    assert ("塩水噴霧試験で比べた" in page, "内輪の覚え書き" in page) == (True, False)
    assert client.get(f"/past/{case.uid}/").status_code == 200
    assert client.get(f"/consultations/{case.uid}/sheet.pdf").status_code == 200
    assert {tab.name: tab.number for tab in client.get("/consultations/").context["tabs"]}["closed"] == 1
    # Nothing is done with it there: whoever asked reopens it, and then it is the successor's.
    assert client.post(f"/consultations/{case.uid}/step/reopen/", {"text": "x"}).status_code == 403
    client.force_login(planner)
    assert client.get(f"/consultations/{case.uid}/").status_code == 404


def test_it_helps_with_a_new_case_that_is_like_it(client, asked, closed, lab, elsewhere, person):
    heir = person(elsewhere)
    closed(topic="ボルトのさび", text="海の近くのボルトがさびる")
    merge(lab, elsewhere)
    new = asked(holder=elsewhere, topic="ボルトのさび", text="海の近くのボルトがさびる")
    client.force_login(heir)
    (past,) = client.get(f"/consultations/{new.uid}/").context["past"]
    assert past.helped == "亜鉛めっきに替えた"


def test_over_several_mergers_and_of_what_was_held_for_a_while(asked, lab, elsewhere, person, officer, closed):
    case = closed(topic="ボルトのさび")
    other = asked(topic="ボルトの折れ")
    consent(offer(other, elsewhere, by=officer, reason="専門"), by=BY_LINK)
    last_holder = person(elsewhere)
    accept(other.handoffs.get(), by=last_holder)
    other.refresh_from_db()
    answer(other, by=last_holder, text="電子顕微鏡で見た")
    close(other, by=last_holder)
    update_index()
    bodies = [lab, *(OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB) for _ in range(LINE + 1))]
    people = [person(one) for one in bodies]
    for old, new in itertools.pairwise(bodies):
        merge(old, new)
        # The index learns of each merger by its marks alone.
        update_index()
        assert not differences().ids
    assert [set(found(one)) for one in people[: LINE + 1]] == [{case.number, other.number}] * (LINE + 1)
    # So far and no further, in the database as in the index.
    assert (found(people[-1]), seen(PastCase, people[-1])) == ([], 0)
    assert set(merged_into([bodies[LINE].pk]).values_list("pk", flat=True)) == {one.pk for one in bodies[:LINE]}
    assert list(line_of(Organisation.objects.get(pk=lab.pk))) == [one.pk for one in bodies[: LINE + 1]]


def test_what_is_open_or_withdrawn(asked, lab, elsewhere, person):
    heir = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB)
    stays, withdrawn = asked(), asked()
    withdraw(withdrawn, by=BY_LINK)
    merge(lab, heir)
    late = person(heir)
    # Nobody answered there when it merged: what is open is with those who had it.
    assert list(Consultation.objects.visible_to(late)) == [withdrawn]
    assert seen(PastCase, late) == 0
    stays.refresh_from_db()
    assert stays.holder == lab


def test_a_firms_consent_to_the_old_body_is_none_for_the_successor(asked, closed, lab, elsewhere, firm, person):
    third = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    MembershipFactory(organisation=third, role=Role.CLERK)
    own = closed(topic="ボルトのさび", firm=firm)
    asked(holder=third, firm=firm, topic="他の機関への問い")
    speaker = person(firm, Role.REPRESENTATIVE)
    until = timezone.localdate() + datetime.timedelta(days=30)
    give_consent(by=speaker, firm=firm, institution=lab, until=until)
    heir = person(elsewhere)
    merge(lab, elsewhere)
    file = read_file(firm, by=Account.objects.get(pk=heir.pk))
    assert (file.own, file.others, file.consents) == ([own], [], [])
    assert [line.text for line in file.own[0].lines if "内輪" in line.text] == []
