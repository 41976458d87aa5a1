"""The institutions and questions of the tests of consultations."""

from tests.consultations.conftest import asked, elsewhere, lab, person  # noqa: F401
