"""Who answers for what in the demo world; some of it nobody does, as in life."""

from __future__ import annotations

from datetime import date

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import fiscal_year_start
from hashiwatashi.demo.marking import DEMO, mail, phone
from hashiwatashi.duties.actions import draft_duty, move_duty, register_field
from hashiwatashi.duties.enums import FieldKind, Function

_FIELDS = (
    ("metal", FieldKind.TECHNICAL, "金属・機械", "Metals and machinery"),
    ("polymer", FieldKind.TECHNICAL, "樹脂・ゴム・繊維", "Polymers, rubber and textiles"),
    ("ceramics", FieldKind.TECHNICAL, "窯業・無機材料", "Ceramics and inorganic materials"),
    ("electronics", FieldKind.TECHNICAL, "電気・電子・情報", "Electrics, electronics and information"),
    ("food", FieldKind.TECHNICAL, "食品・発酵", "Food and fermentation"),
    ("wood", FieldKind.TECHNICAL, "木材・紙", "Wood and paper"),
    ("chemistry", FieldKind.TECHNICAL, "化学・分析", "Chemistry and analysis"),
    ("environment", FieldKind.TECHNICAL, "環境・エネルギー", "Environment and energy"),
    ("design", FieldKind.TECHNICAL, "デザイン・商品開発", "Design and product development"),
    ("gx", FieldKind.STRATEGIC, "脱炭素", "Decarbonisation"),
)
# Body, prefecture, function, fields, days; a draft where the last is None.
_DUTIES = (
    ("kt", "04", Function.CONSULTATION, (), 3),
    ("kt", "04", Function.EQUIPMENT, (), 2),
    ("kt", "04", Function.TESTING, (), 5),
    ("ks", "04", Function.CONSULTATION, ("food",), 3),
    ("ck", "04", Function.VISITS, (), 5),
    ("ck", "04", Function.FUNDING, (), 3),
    ("uk", "04", Function.LIAISON, (), 7),
    ("st", "34", Function.CONSULTATION, (), 3),
    ("st", "34", Function.TESTING, (), 7),
    ("tlo", "34", Function.INTELLECTUAL_PROPERTY, (), 10),
    ("cs", "34", Function.FUNDING, (), None),
)


def declare_duties(bodies: Bodies, *, day: date) -> int:
    """Register the fields and every declaration; returns how many of the latter."""
    since = fiscal_year_start(day, years_before=0)
    fields = {
        code: register_field(by=DEMO, code=code, kind=kind, name=name, name_en=name_en, since=since)
        for code, kind, name, name_en in _FIELDS
    }
    prefectures = Prefecture.objects.in_bulk()
    for number, (body, code, function, of, days) in enumerate(_DUTIES, start=1):
        duty = draft_duty(
            by=DEMO,
            owner=bodies[body],
            function=function,
            fields=[fields[name] for name in of],
            prefectures=[prefectures[code]],
            responsible=f"{Function(function).label}窓口（架空）",
            phone=phone(700 + number),
            mail=mail(body),
            hours="平日 8:30～17:15",
            target_days=days or 3,
            since=since,
        )
        if days is not None:
            move_duty(duty, "publish", by=DEMO)
    return len(_DUTIES)
