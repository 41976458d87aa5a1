"""Whoever runs the site is no party to what stands in it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, NeedFactory, SeedFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.consultations.actions import BY_LINK, ask, withdraw
from hashiwatashi.consultations.handing import cancel, offer
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.events import NeedEvent
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role
from hashiwatashi.web.notices.leads import href_of

pytestmark = pytest.mark.django_db
SECRET = "だれにも言えない困りごと"


@pytest.fixture
def operator(client):
    account = AccountFactory(is_superuser=True, is_staff=True)
    client.force_login(account)
    return account


@pytest.fixture
def need():
    return NeedFactory(text=SECRET, level=DisclosureLevel.TITLE)


def test_an_operator_changes_nobodys_records(client, operator, need):
    addresses = [f"/needs/{need.uid}/", f"/equipment/{EquipmentFactory().uid}/", f"/seeds/{SeedFactory().uid}/"]
    assert [client.get(f"{address}edit/").status_code for address in addresses] == [403, 403, 403]
    assert client.post(f"/needs/{need.uid}/edit/", {"level": "2", "version": "1"}).status_code == 403
    need.refresh_from_db()
    assert need.level == DisclosureLevel.TITLE


def test_an_account_that_is_switched_off_may_nothing(need):
    member = MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account
    assert member.has_perm("hashiwatashi.change_need", need)
    member.is_active = False
    assert not member.has_perm("hashiwatashi.change_need", need)


def test_a_need_is_opened_for_a_reason_and_its_people_are_told(client, operator, need, mailoutbox):
    member = MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account
    MembershipFactory(organisation=need.owner, role=Role.CLERK)
    address = f"/needs/{need.uid}/open/"
    assert SECRET not in client.get(address).content.decode()
    assert client.post(address, {"reason": "見たい"}).status_code == 400
    assert (AuditEvent.objects.count(), len(mailoutbox)) == (0, 0)

    page = client.post(address, {"reason": "通報があった内容を確かめるため"}).content.decode()

    assert SECRET in page
    line = AuditEvent.objects.get()
    assert (line.event, line.actor, line.reason) == (
        NeedEvent.OPENED,
        operator.audit_label,
        "通報があった内容を確かめるため",
    )
    assert [mail.to for mail in mailoutbox] == [[member.email]]
    assert "通報があった" in mailoutbox[0].body
    assert SECRET not in mailoutbox[0].body
    notice = Notice.objects.get()
    assert (notice.account, href_of(notice)) == (member, f"/needs/{need.uid}/")
    assert "通報があった" in notice.line
    assert SECRET not in notice.line


def test_a_mail_server_that_is_away_hides_nothing_of_what_an_operator_did(client, operator, need, settings):
    MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    answer = client.post(f"/needs/{need.uid}/open/", {"reason": "架空の理由で確かめるため"})
    assert (answer.status_code, AuditEvent.objects.filter(event="need.opened").count()) == (200, 1)
    assert Notice.objects.filter(about=need.uid).exists()


def test_others_open_no_need(client, need):
    client.force_login(MembershipFactory(role=Role.ADMINISTRATOR).account)
    assert client.post(f"/needs/{need.uid}/open/", {"reason": "通報があった内容を確かめるため"}).status_code == 403


def test_the_administration_site_tells_no_need(client, operator, need):
    representative = MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account
    change_need(need, by=representative, text=f"{SECRET}、続き")
    line = AuditEvent.objects.get()
    pages = [
        reverse("admin:hashiwatashi_need_changelist"),
        reverse("admin:hashiwatashi_need_change", args=[need.pk]),
        reverse("admin:hashiwatashi_auditevent_change", args=[line.pk]),
    ]
    texts = [client.get(page).content.decode() for page in pages]
    assert [SECRET in text or need.owner.name in text for text in texts] == [False, False, False]
    assert "text" in texts[2]


def test_the_administration_site_tells_nothing_of_a_question(client, operator):
    officer = MembershipFactory(role=Role.COORDINATOR, organisation__kind="public_lab").account
    lab = officer.current_memberships[0].organisation
    told = {"topic": SECRET, "text": SECRET, "contact_firm": SECRET, "contact_mail": "owner@example.jp"}
    question = ask(by=BY_LINK, holder=lab, days=3, prefecture_id="04", **told)
    other = MembershipFactory(role=Role.COORDINATOR, organisation__kind="university").account
    offer(question, other.current_memberships[0].organisation, by=officer, reason=SECRET)
    cancel(question.handoffs.get(), by=officer)
    withdraw(question, by=BY_LINK, reason=SECRET)
    pages = [reverse("admin:hashiwatashi_auditevent_changelist")]
    pages += [
        reverse("admin:hashiwatashi_auditevent_change", args=[pk])
        for pk in AuditEvent.objects.values_list("pk", flat=True)
    ]
    texts = [client.get(page).content.decode() for page in pages]
    assert len(pages) > 5
    assert [page for page, text in zip(pages, texts, strict=True) if SECRET in text] == []


def test_the_administration_site_changes_no_address_and_shows_no_key(client, operator):
    address = EmailAddress.objects.create(user=operator, email=operator.email, verified=True, primary=True)
    second = Authenticator.objects.create(user=operator, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    for model, record in (("account_emailaddress", address), ("mfa_authenticator", second)):
        page = reverse(f"admin:{model}_change", args=[record.pk])
        shown = client.get(page)
        assert (shown.status_code, "JBSWY3DPEHPK3PXP" in shown.content.decode()) == (200, False)
        assert client.post(page, {"email": "other@example.jp"}).status_code == 403
    address.refresh_from_db()
    assert address.email == operator.email
