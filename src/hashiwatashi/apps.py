"""The one Django app that owns every table."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class HashiwatashiConfig(AppConfig):
    """Holds all domains; see docs/develop/ for why there is just one."""

    name = "hashiwatashi"
    label = "hashiwatashi"
    verbose_name = "橋渡し"

    def ready(self) -> None:
        # Receivers can be connected, and kinds of long work and what mergers carry declared, once all models stand.
        from hashiwatashi.consultations import succeeding  # noqa: F401
        from hashiwatashi.exchange import uploads  # noqa: F401
        from hashiwatashi.matching import marks, orders  # noqa: F401
        from hashiwatashi.matching.index import open_index
        from hashiwatashi.reservations import guard
        from hashiwatashi.web.account import audit  # noqa: F401
        from hashiwatashi.web.form_words import tell_to_choose
        from hashiwatashi.web.work import lists  # noqa: F401

        tell_to_choose()

        # A wrong address of the index stops start-up; nothing is asked of it yet.
        open_index()

        def before(using: str, plan: Any = (), **_: Any) -> None:
            marks.before_migrations(plan, connections[using])
            guard.before_migrations(plan, connections[using])

        def after(using: str, plan: Any = (), **_: Any) -> None:
            marks.after_migrations(plan, connections[using])
            guard.install(connections[using])

        pre_migrate.connect(before, sender=self, weak=False)
        post_migrate.connect(after, sender=self, weak=False)
