"""Joint-research plans of the demo world: one agreed by both sides and then changed, one that waits (架空)."""

from __future__ import annotations

from datetime import date, timedelta

from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.marking import mail
from hashiwatashi.people.models import Account
from hashiwatashi.plans.actions import agree, begin, comment, write
from hashiwatashi.plans.content import Content, ThemeContent
from hashiwatashi.plans.enums import ThemeState
from hashiwatashi.plans.reading import linkable


def make_plans(bodies: Bodies, *, day: date) -> None:
    """The firm whose file is open has a plan with the lab; another firm is proposed one by the same lab."""
    lab, firm = bodies["kt"], bodies["f-hamanasu"]
    officer, owner = staff_of(lab)[-1], Account.objects.get(email=mail("firm"))
    linked = frozenset(one.pk for one in linkable(firm, lab)[:2])
    first = _trial(day, ThemeState.PLANNED, "")
    content = Content("亜鉛めっきの白さびを半分に減らし、輸出先の検査に通る（架空）", None, (first,), linked)
    plan = begin(by=officer, firm=firm, institution=lab, content=content)
    agree(plan, by=officer, side=lab, number=1)
    agree(plan, by=owner, side=firm, number=1)
    comment(plan, by=owner, side=firm, text="試験片は来週お持ちします。（架空）")
    themes = (_trial(day, ThemeState.RUNNING, "湿度70%での促進試験を終えた（架空）"), _line(day))
    plan.refresh_from_db()
    write(plan, by=officer, content=Content(content.purpose, day + timedelta(days=14), themes, linked))
    agree(plan, by=officer, side=lab, number=2)
    other = next(body for key, body in sorted(bodies.items()) if key.startswith("f-") and body != firm)
    waiting = Content("鋳物の小さな穴をなくす（架空）", day + timedelta(days=21), (_line(day),))
    begin(by=officer, firm=other, institution=lab, content=waiting)


def _trial(day: date, state: str, result: str) -> ThemeContent:
    return ThemeContent(
        "防錆剤の比較",
        firm_does="三種の防錆剤で試験片をつくる",
        institution_does="塩水噴霧試験と表面の観察",
        firm_person="架空 製造課長",
        institution_person="架空 主任研究員",
        since=day - timedelta(days=30),
        until=day + timedelta(days=60),
        state=state,
        result=result,
    )


def _line(day: date) -> ThemeContent:
    return ThemeContent(
        "量産の条件を決める",
        firm_does="生産ラインでの試作",
        institution_does="断面の観察と条件の提案",
        firm_person="架空 工場長",
        institution_person="架空 主任研究員",
        since=day + timedelta(days=61),
        until=day + timedelta(days=240),
    )
