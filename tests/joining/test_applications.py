"""Becoming the first member of an organisation, and asking to be let in."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory
from tests.joining.conftest import again, told

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed, TooMany, Unavailable
from hashiwatashi.joining import actions
from hashiwatashi.joining.enums import ApplicationStage, Way
from hashiwatashi.joining.models import Application
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Membership

pytestmark = pytest.mark.django_db
NAME = {"full_name": "架空 花子", "position": "代表取締役"}


def claimed(owner, firm, way=Way.HAND, **more):
    return actions.apply_as_first(by=owner, organisation=firm, way=way, **NAME, **more)


def roles(someone, organisation):
    held = again(someone).memberships.filter(organisation=organisation)
    return sorted(held.values_list("role", flat=True))


def code_mailed():
    return re.search(r"/code/([\w-]+)/", mail.outbox[-1].body)[1]


def test_the_operator_confirms_the_first_member_who_then_looks_after_the_firm(firm, owner, operator):
    application = claimed(owner, firm)
    assert told(operator) == ["application_waits"]
    actions.confirm(application, by=operator, reason="電話で確かめた")
    assert roles(owner, firm) == ["administrator", "representative"]
    assert told(owner) == ["role_started", "role_started", "application_confirmed"]
    assert again(owner).display_name == "架空 花子"
    assert again(owner).has_perm("hashiwatashi.manage_members", firm)
    lines = AuditEvent.objects.filter(subject_uid=application.uid).order_by("pk")
    assert [(one.event, one.reason) for one in lines] == [
        ("application.made", ""),
        ("application.confirmed", "電話で確かめた"),
    ]


def test_a_mail_to_the_firms_own_domain_confirms_at_once(firm, owner):
    application = claimed(owner, firm, Way.MAIL, mail="hanako@kaku-chuzo.example")
    assert mail.outbox[-1].to == ["hanako@kaku-chuzo.example"]
    actions.confirm_by_code(application, code_mailed(), by=owner)
    assert roles(owner, firm) == ["administrator", "representative"]
    assert Application.objects.get().stage == ApplicationStage.CONFIRMED


@pytest.mark.parametrize(
    "address",
    ["hanako@gmail.com", "hanako@other.example", "hanako@x.kaku-chuzo.example", "x@kaku-chuzo.example.evil.jp"],
)
def test_a_mail_elsewhere_does_not(firm, owner, address):
    with pytest.raises(InvalidInput) as refused:
        claimed(owner, firm, Way.MAIL, mail=address)
    assert list(refused.value.data["fields"]) == ["mail"]
    assert not mail.outbox
    assert not Application.objects.exists()


def test_where_the_desk_has_a_free_address_no_free_address_belongs_to_the_firm(firm, owner):
    Organisation.objects.filter(pk=firm.pk).update(website="", contact_mail="kaku@gmail.com")
    with pytest.raises(InvalidInput):
        claimed(owner, Organisation.objects.get(pk=firm.pk), Way.MAIL, mail="somebody@gmail.com")


def test_a_mail_that_cannot_be_sent_leaves_nothing(firm, owner, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(Unavailable):
        claimed(owner, firm, Way.MAIL, mail="hanako@kaku-chuzo.example")
    assert not Application.objects.exists()


def test_a_code_in_a_letter_confirms_however_it_is_typed(firm, owner, operator):
    application = claimed(owner, firm, Way.LETTER)
    code = actions.make_letter(application, by=operator)
    actions.confirm_by_code(application, f" {code.lower().replace('-', ' ')} ", by=owner)
    assert roles(owner, firm) == ["administrator", "representative"]


def test_a_wrong_code_may_be_tried_five_times(firm, owner, operator):
    application = claimed(owner, firm, Way.LETTER)
    code = actions.make_letter(application, by=operator)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            actions.confirm_by_code(application, "ABCD-EFGH-JKMN", by=owner)
    with pytest.raises(Conflict):
        actions.confirm_by_code(application, code, by=owner)
    assert roles(owner, firm) == []
    assert AuditEvent.objects.filter(event="application.wrong_code").count() == 5
    actions.confirm_by_code(application, actions.make_letter(application, by=operator), by=owner)
    assert roles(owner, firm) == ["administrator", "representative"]


def test_a_code_holds_for_its_time_and_a_new_one_ends_the_old(firm, owner, operator):
    application = claimed(owner, firm, Way.LETTER)
    first = actions.make_letter(application, by=operator)
    second = actions.make_letter(application, by=operator)
    with pytest.raises(InvalidInput):
        actions.confirm_by_code(application, first, by=owner)
    with (
        time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=31)),
        pytest.raises(InvalidInput, match="期限"),
    ):
        actions.confirm_by_code(application, second, by=owner)


def test_no_code_confirms_before_one_was_made(firm, owner):
    application = claimed(owner, firm, Way.LETTER)
    with pytest.raises(InvalidInput):
        actions.confirm_by_code(application, "", by=owner)


def test_a_coordinator_of_the_prefecture_confirms_a_firm_that_says_she_knows_it(firm, owner, coordinator):
    with pytest.raises(NotAllowed):
        actions.confirm(claimed(owner, firm, Way.LETTER), by=coordinator)
    Application.objects.all().delete()
    application = claimed(owner, firm, Way.KNOWN)
    assert told(coordinator) == ["application_waits"]
    actions.confirm(application, by=coordinator, reason="工場を3度訪問した")
    assert roles(owner, firm) == ["administrator", "representative"]


def test_nobody_confirms_herself(firm, coordinator):
    with pytest.raises(NotAllowed):
        actions.confirm(claimed(coordinator, firm, Way.KNOWN), by=coordinator)


def test_the_supervising_body_confirms_the_first_member_of_a_lab(owner, lab):
    prefecture = OrganisationFactory(kind=OrganisationKind.PREFECTURE)
    officer = MembershipFactory(organisation=prefecture, role=Role.OFFICER).account
    clerk = MembershipFactory(organisation=prefecture, role=Role.CLERK).account
    new_lab = OrganisationFactory(supervisor=prefecture)
    application = claimed(owner, new_lab)
    for other in (clerk, lab.administrator):
        with pytest.raises(NotAllowed):
            actions.confirm(application, by=other)
    actions.confirm(application, by=officer)
    assert roles(owner, new_lab) == ["administrator"]


def test_a_lab_is_confirmed_by_hand_alone(owner, lab):
    with pytest.raises(InvalidInput):
        claimed(owner, OrganisationFactory(), Way.KNOWN)


def test_a_firm_that_has_members_is_joined_not_claimed(firm, owner, operator):
    actions.confirm(claimed(owner, firm), by=operator)
    engineer = AccountFactory()
    with pytest.raises(Conflict, match="参加"):
        claimed(engineer, firm)
    application = actions.apply_to_join(by=engineer, organisation=firm, role=Role.RESEARCHER, full_name="架空 次郎")
    assert told(owner)[-1] == "application_waits"
    actions.confirm(application, by=again(owner))
    assert roles(engineer, firm) == ["researcher"]


def test_the_administrator_may_give_another_role_than_was_asked_for(lab):
    newcomer = AccountFactory()
    application = actions.apply_to_join(
        by=newcomer, organisation=lab.place, role=Role.ADMINISTRATOR, full_name="架空 三郎"
    )
    actions.confirm(application, by=lab.administrator, role=Role.CLERK)
    assert roles(newcomer, lab.place) == ["clerk"]


def test_a_role_beyond_those_of_the_organisation_cannot_be_asked_for(firm, owner, operator):
    actions.confirm(claimed(owner, firm), by=operator)
    with pytest.raises(InvalidInput):
        actions.apply_to_join(by=AccountFactory(), organisation=firm, role=Role.OFFICER, full_name="架空 次郎")


def test_nobody_asks_to_be_let_in_where_nobody_is(firm, owner):
    with pytest.raises(Conflict, match="最初"):
        actions.apply_to_join(by=owner, organisation=firm, role=Role.RESEARCHER, full_name="架空 次郎")


def test_of_two_claims_of_one_firm_the_first_stands_until_it_is_settled(firm, owner, operator):
    application = claimed(owner, firm)
    other = AccountFactory()
    with pytest.raises(Conflict, match="待っています"):
        claimed(other, firm)
    actions.refuse(application, by=operator, answer="登記簿の代表者と名前が違います。")
    assert Application.objects.get().answer == "登記簿の代表者と名前が違います。"
    assert told(owner) == ["application_refused"]
    claimed(other, firm)


def test_a_claim_loses_against_a_member_who_came_otherwise(firm, owner, operator):
    application = claimed(owner, firm)
    MembershipFactory(organisation=firm, role=Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        actions.confirm(application, by=operator)
    assert Application.objects.get().stage == ApplicationStage.OPEN
    assert roles(owner, firm) == []


def test_a_refusal_says_why(firm, owner, operator):
    with pytest.raises(InvalidInput):
        actions.refuse(claimed(owner, firm), by=operator, answer=" ")


def test_an_application_is_withdrawn_by_its_applicant_alone(firm, owner, operator):
    application = claimed(owner, firm)
    with pytest.raises(NotAllowed):
        actions.withdraw(application, by=operator)
    actions.withdraw(application, by=owner)
    with pytest.raises(Conflict):
        actions.confirm(application, by=operator)
    claimed(owner, firm)


def test_an_application_that_nobody_settles_expires(firm, owner, operator):
    claimed(owner, firm)
    now = datetime.datetime.now(datetime.UTC)
    assert actions.expire_applications(now=now + datetime.timedelta(days=29)) == 0
    assert actions.expire_applications(now=now + datetime.timedelta(days=31)) == 1
    assert Application.objects.get().stage == ApplicationStage.EXPIRED
    assert told(owner) == ["application_expired"]


def test_a_firm_that_is_not_in_the_register_is_registered_when_it_is_confirmed(owner, operator):
    written = {
        "written_name": "架空製作所",
        "written_number": "",
        "written_prefecture": Prefecture.objects.get(code="04"),
    }
    application = actions.apply_as_first(by=owner, way=Way.HAND, **NAME, **written)
    assert not Organisation.objects.exists()
    actions.confirm(application, by=operator)
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.prefecture_id) == ("架空製作所", "firm", "04")
    assert roles(owner, made) == ["administrator", "representative"]


def test_a_number_that_is_in_the_register_means_that_firm_whatever_name_is_written(firm, owner):
    Organisation.objects.filter(pk=firm.pk).update(corporate_number="8700110005901")
    application = actions.apply_as_first(
        by=owner, way=Way.HAND, written_number="8700110005901", written_name="別の名", **NAME
    )
    assert (application.organisation, application.written_name) == (firm, "")


def test_a_number_with_a_wrong_digit_is_refused(owner):
    prefecture = Prefecture.objects.get(code="04")
    with pytest.raises(InvalidInput) as refused:
        actions.apply_as_first(
            by=owner,
            way=Way.HAND,
            written_number="8700110005902",
            written_name="架空製作所",
            written_prefecture=prefecture,
            **NAME,
        )
    assert list(refused.value.data["fields"]) == ["written_number"]


def test_a_firm_that_was_closed_is_not_claimed(firm, owner):
    Organisation.objects.filter(pk=firm.pk).update(status=OrganisationStatus.CLOSED)
    with pytest.raises(Conflict):
        claimed(owner, Organisation.objects.get(pk=firm.pk))


def test_those_concerned_see_an_application_and_nobody_else(firm, owner, operator, coordinator, lab):
    claimed(owner, firm, Way.KNOWN)
    seen = [Application.objects.visible_to(one).count() for one in (owner, operator, coordinator, lab.administrator)]
    assert seen == [1, 1, 1, 0]
    assert Membership.objects.filter(organisation=firm).count() == 0


def test_an_address_gets_no_more_than_five_codes_a_day(firm, owner):
    application = claimed(owner, firm, Way.MAIL, mail="hanako@kaku-chuzo.example")
    for _number in range(4):
        actions.send_code_again(application, by=owner)
    with pytest.raises(TooMany):
        actions.send_code_again(application, by=owner)
    assert len(mail.outbox) == 5


def test_a_claim_whose_mail_nobody_answers_leaves_room_for_another(firm, owner):
    claimed(owner, firm, Way.MAIL, mail="hanako@kaku-chuzo.example")
    assert actions.expire_applications(now=timezone.now() + datetime.timedelta(days=2)) == 0
    assert actions.expire_applications(now=timezone.now() + datetime.timedelta(days=3, hours=1)) == 1
    claimed(AccountFactory(), firm)
