"""ORCID iDs are checked, e-Rad researcher numbers doubted (TV-09)."""

import pytest
from django.core.exceptions import ValidationError

from hashiwatashi.people.numbers import orcid_of, researcher_number_doubt


@pytest.mark.parametrize(
    "typed",
    ["0000-0002-1825-0097", "0000000218250097", "https://orcid.org/0000-0002-1825-0097", "００００-0002-1825-0097"],
)
def test_an_orcid_is_kept_in_its_usual_form(typed):
    assert orcid_of(typed) == "0000-0002-1825-0097"


@pytest.mark.parametrize("typed", ["0000-0001-5109-3700", "0000-0002-1694-233x"])
def test_its_last_letter_may_be_an_x(typed):
    assert orcid_of(typed) == typed.upper()


@pytest.mark.parametrize("typed", ["0000-0002-1825-0098", "0000-0002-1825-009", "", "X000-0002-1825-0097"])
def test_what_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        orcid_of(typed)


@pytest.mark.parametrize(("number", "is_doubtful"), [("10000001", False), ("01234567", False), ("20000001", True)])
def test_the_first_digit_of_a_researcher_number_checks_the_others(number, is_doubtful):
    assert bool(researcher_number_doubt(number)) == is_doubtful
