"""Where django-rules looks for permissions; each domain declares its own in its ``rules.py``."""

from hashiwatashi.common.discovery import discover

discover("rules")
