"""The classes that the demo's firms have, with a deemed large one, one held by it and a ring."""

import pytest

from hashiwatashi.demo.marking import uid_of
from hashiwatashi.firms.models import FirmAssessment
from hashiwatashi.firms.stored import differing

pytestmark = pytest.mark.django_db


def test_the_demo_shows_each_case(world):
    found = dict(FirmAssessment.objects.current().filter(rules="grant").values_list("owner__uid", "verdict"))
    told = {
        key: found[uid_of("organisation", key)] for key in ("f-hamanasu", "f-tekko", "f-zosen", "f-hagane", "f-kairo")
    }
    assert told == {
        "f-hamanasu": "sme",
        "f-tekko": "deemed_large",
        "f-zosen": "deemed_large",
        "f-hagane": "unknown",
        "f-kairo": "unknown",
    }


def test_every_assessment_of_the_demo_is_recomputed_the_same(world):
    assert list(differing(FirmAssessment.objects.all())) == []
