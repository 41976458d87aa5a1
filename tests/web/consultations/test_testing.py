"""Asking for a commissioned test with an instrument: its institution is asked, and what it is about is known."""

import pytest
from tests.consultations.conftest import lab, person  # noqa: F401
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.web.consultations.test_pages import QUESTION, promised, text_of  # noqa: F401

from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def far(person):  # noqa: F811
    """An institution of another prefecture that has declared nothing, with an instrument."""
    owner = OrganisationFactory(name="架空県北技術センター", kind="public_lab", prefecture_id="01")
    person(owner, Role.CLERK)
    return EquipmentFactory(owner=owner, name="X線CT")


def test_the_form_begins_with_instrument_and_institution(client, promised, far):  # noqa: F811
    page = client.get("/consultations/new/", {"test": str(far.uid)})
    assert page.context["form"].initial["topic"] == "Commissioned test with X線CT (架空県北技術センター)"
    assert f'<a href="/equipment/{far.uid}/">X線CT</a>' in text_of(page)


def test_its_institution_is_chosen_though_another_has_declared_to_answer(client, promised, far, lab):  # noqa: F811
    address = f"/consultations/new/?test={far.uid}"
    page = client.post(address, QUESTION)
    holders = [value for value, _label in page.context["holder_form"].fields["holder"].choices]
    assert holders[:2] == [str(far.owner.uid), str(lab.uid)]
    assert page.context["holder_form"].initial["holder"] == str(far.owner.uid)
    client.post(address, {**QUESTION, "holder": str(far.owner.uid)})
    assert Consultation.objects.get().holder == far.owner


def test_an_institution_for_which_nobody_acts_is_not_asked(client, promised, lab):  # noqa: F811
    instrument = EquipmentFactory(owner=OrganisationFactory(name="架空の無人機関", prefecture_id="01"))
    page = client.post(f"/consultations/new/?test={instrument.uid}", QUESTION)
    assert page.context["found"][0].organisation == lab


@pytest.mark.parametrize("asked", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_instrument_is_none(client, promised, asked):  # noqa: F811
    page = client.get("/consultations/new/", {"test": asked})
    assert (page.status_code, page.context["instrument"]) == (200, None)


def test_a_draft_that_is_kept_goes_on_with_the_instrument(client, promised, far, person, lab):  # noqa: F811
    client.force_login(person(lab))
    sent = client.post(f"/consultations/new/?test={far.uid}", {**QUESTION, "draft": "1"}, follow=True)
    assert sent.context["instrument"] == far
