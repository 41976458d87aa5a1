"""What tests of the pages of long work share."""

from tests.work.conftest import account, declare, home  # noqa: F401
