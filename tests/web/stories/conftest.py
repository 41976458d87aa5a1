"""The case and the story of the tests of stories."""

from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.stories.conftest import agreed, case, officer, published, written  # noqa: F401
