"""The one Django app that owns every table."""

from django.apps import AppConfig


class HashiwatashiConfig(AppConfig):
    """Holds all domains; see docs/develop/ for why there is just one."""

    name = "hashiwatashi"
    label = "hashiwatashi"
    verbose_name = "橋渡し"

    def ready(self) -> None:
        # Receivers can be connected, and kinds of long work declared, once all models stand.
        from hashiwatashi.exchange import uploads  # noqa: F401
        from hashiwatashi.matching import orders  # noqa: F401
        from hashiwatashi.web.account import audit  # noqa: F401
        from hashiwatashi.web.work import lists  # noqa: F401
