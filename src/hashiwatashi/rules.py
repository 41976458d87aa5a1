"""The registry of permissions that django-rules discovers; nobody imports it."""

import hashiwatashi.equipment.rules
import hashiwatashi.exchange.rules
import hashiwatashi.matching.rules
import hashiwatashi.needs.rules
import hashiwatashi.technology.rules  # noqa: F401
