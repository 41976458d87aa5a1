"""How the sheets of opening hours say what is chosen from a list; what is exported by these words is read again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.opening.enums import Holidays, UserKind
from hashiwatashi.people.enums import Role

YES, NO = "はい", "いいえ"
_YES = frozenset({YES, "有", "あり", "可", "○", "〇", "◯", "する", "1", "true", "yes", "y"})
_NO = frozenset({NO, "無", "なし", "不可", "×", "x", "しない", "0", "false", "no", "n", "-", ""})
ALL_AGREE = "全員"
STEP = "→"
BETWEEN = "、"

HOLIDAYS: Mapping[models.TextChoices, str] = {
    Holidays.CLOSED: "休館",
    Holidays.HOLIDAYS_OPEN: "祝日は開館",
    Holidays.ALWAYS: "年末年始も開館",
}
USERS: Mapping[models.TextChoices, str] = {
    UserKind.FIRM: "企業",
    UserKind.RESEARCH: "大学・研究機関",
    UserKind.PUBLIC_BODY: "公的機関",
    UserKind.INDIVIDUAL: "個人",
}
ROLES: Mapping[models.TextChoices, str] = {
    Role.CLERK: "受付",
    Role.RESEARCHER: "研究員",
    Role.COORDINATOR: "コーディネーター",
    Role.TLO_STAFF: "技術移転担当",
    Role.PROGRAMME_MANAGER: "プログラムマネージャー",
    Role.OFFICER: "行政担当",
    Role.PLANNER: "企画",
    Role.ADMINISTRATOR: "所長",
}


def choice(words: Mapping[models.TextChoices, str], field: str, text: str) -> Any:
    """What a word stands for; the words of pages in the present language and the codes are taken, too."""
    known = {word: one for one, word in words.items()}
    known |= {name: one for one in words for name in (one.value, str(one.label))}
    if text not in known:
        told = _("This is nothing to choose. Write one of: %(names)s")
        raise Rejected(field, text, told % {"names": BETWEEN.join(words.values())})
    return known[text]


def is_yes(row: Row, field: str) -> bool:
    """Whether a cell says yes. Raises `Rejected` for what is neither yes nor no."""
    text = unicodedata.normalize("NFKC", row.text(field)).strip().lower()
    if text in _YES | {"○"}:
        return True
    if text in _NO:
        return False
    raise Rejected(field, row.text(field), _("Write %(yes)s or %(no)s.") % {"yes": YES, "no": NO})


def yes_or_no(value: bool) -> str:
    """How a sheet says it."""
    return YES if value else NO
