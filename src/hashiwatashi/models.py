"""Where Django looks for tables; each domain declares its own in its ``models.py``."""

from hashiwatashi.common.audit import models  # noqa: F401
from hashiwatashi.common.discovery import discover

discover("models")
