"""Assessments as they are stored: superseded, told, followed along holdings, and recomputed the same."""

import datetime
import random
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override
from tests.factories import MembershipFactory, OrganisationFactory
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import EditConflict, InvalidInput
from hashiwatashi.firms.actions import (
    correct,
    put_back,
    reassess,
    reassess_due,
    tell_figures,
    tell_holding,
    tell_officer,
    withdraw,
)
from hashiwatashi.firms.chains import classes_of
from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.firms.models import FirmAssessment, ShareHolding
from hashiwatashi.firms.reading import told_on
from hashiwatashi.firms.rules_data import every
from hashiwatashi.firms.stored import differing, lines, reasons_of
from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
SINCE = datetime.date(2026, 4, 1)
# PostgreSQL holds the audit trail by a query of its own, once for the figures and once for what follows.
LOCKS = 2 if connection.vendor == "postgresql" else 0
ADAY = datetime.timedelta(days=1)
SMALL = {
    "since": SINCE,
    "group": Group.MANUFACTURING,
    "capital": 10**7,
    "employees": 30,
    "average_income": 0,
    "officers": 4,
    "is_complete": True,
}
BIG = {**SMALL, "capital": 10**10, "employees": 5000}


def firm(**figures):
    made = OrganisationFactory(kind=OrganisationKind.FIRM)
    if figures:
        tell_figures(made, by=BY, **figures)
    return made


def holds(holder, owner, part=1, whole=2, **more):
    linked = {"holder": holder, "holder_name": holder.name}
    return tell_holding(owner, by=BY, part=part, whole=whole, **{"since": SINCE, **linked, **more})


def verdict(of, rules="grant"):
    return FirmAssessment.objects.current().get(owner=of, rules=rules).verdict


def told(kind="firm_class_changed"):
    return sorted(Notice.objects.filter(kind=kind).values_list("account__memberships__organisation__name", flat=True))


def test_figures_are_assessed_by_every_rule_set_and_stored_with_their_reasons():
    one = firm(**SMALL)
    assert {row.rules: row.verdict for row in one.firm_assessments.all()} == {"basic_act": "sme", "grant": "sme"}
    stored = one.firm_assessments.get(rules="grant")
    assert stored.inputs["figures"]["large_share"] == "0"
    with override("ja"):
        assert "資本金" in reasons_of(stored)[0].text
    with override("en"):
        assert reasons_of(stored)[0].text.startswith("Capital at most")


def test_nothing_new_is_stored_where_nothing_changed():
    one = firm(**SMALL)
    events = AuditEvent.objects.count()
    assert reassess(one, by=BY) == []
    tell_figures(one, by=BY, **{**SMALL, "since": SINCE + ADAY})
    assert one.firm_assessments.count() == 2
    assert AuditEvent.objects.count() == events + 1


def test_a_new_one_supersedes_the_former_and_the_members_are_told():
    one = firm(**SMALL)
    MembershipFactory(organisation=one, role=Role.CLERK)
    admin = MembershipFactory(organisation=one, role=Role.ADMINISTRATOR).account
    tell_figures(one, by=admin, **{**BIG, "since": SINCE + ADAY})
    former = one.firm_assessments.get(rules="grant", superseded_by__isnull=False)
    assert (former.verdict, former.superseded_by.verdict) == ("sme", "large")
    # Once for both rule sets, and not whoever did it.
    assert Notice.objects.filter(kind="firm_class_changed").exclude(account=admin).count() == 1
    assert Notice.objects.filter(account=admin).count() == 0
    assert AuditEvent.objects.filter(event="firm.assessed").count() == 4


def test_the_line_of_assessments_has_no_fork():
    first = firm(**SMALL).firm_assessments.get(rules="grant")
    another(first, supersedes=first)
    for supersedes in (None, first):
        with pytest.raises(IntegrityError), transaction.atomic():
            another(first, supersedes=supersedes)


def another(assessment, **values):
    kept = ("owner", "rules", "rules_since", "day", "checked_on", "verdict", "inputs", "reasons")
    return FirmAssessment.objects.create(**{name: getattr(assessment, name) for name in kept}, **values)


def test_a_change_goes_along_the_holdings_and_each_is_told_once():
    top, middle, bottom, other = (firm(**SMALL) for _ in range(4))
    for each in (top, middle, bottom, other):
        MembershipFactory(organisation=each)
    holds(top, middle, 1, 2)
    holds(middle, bottom, 1, 1)
    assert [verdict(each) for each in (top, middle, bottom)] == ["sme", "sme", "sme"]
    made = tell_figures(top, by=BY, **{**BIG, "since": SINCE + ADAY})
    assert made.owner == top
    assert [verdict(each) for each in (top, middle, bottom, other)] == [
        "large",
        "deemed_large",
        "deemed_large",
        "sme",
    ]
    assert told() == sorted(each.name for each in (top, middle, bottom))
    assert verdict(bottom, "basic_act") == "sme"


def test_a_ring_does_not_hang_and_says_so():
    one, two = firm(**SMALL), firm(**SMALL)
    holds(one, two)
    holds(two, one)
    assert (verdict(one), verdict(two)) == ("unknown", "unknown")
    (line,) = lines(FirmAssessment.objects.current().get(owner=one, rules="grant"), "holders")
    assert (line.ground, line.share) == ("ring", Fraction(1, 2))


def test_a_holder_without_figures_counts_as_told_until_it_tells_its_own():
    one, holder = firm(**SMALL), firm()
    holds(holder, one, told_class=FirmClass.LARGE)
    assert verdict(one) == "deemed_large"
    tell_figures(holder, by=BY, **SMALL)
    assert verdict(one) == "sme"


def test_a_university_is_no_firm():
    one = firm(**SMALL)
    holds(OrganisationFactory(kind=OrganisationKind.UNIVERSITY), one, 1, 1)
    assert verdict(one) == "sme"


def test_a_holder_learns_that_it_was_named():
    one, holder = firm(**SMALL), firm(**SMALL)
    MembershipFactory(organisation=holder)
    holds(holder, one, 1, 10)
    assert told("holder_named") == [holder.name]


def test_officers_of_large_firms_count():
    one, large = firm(**SMALL), firm(**BIG)
    for name in ("架空 一", "架空 二"):
        tell_officer(one, by=BY, name=name, serves=large, serves_name=large.name, since=SINCE)
    assert verdict(one) == "deemed_large"


def test_what_is_withdrawn_no_longer_counts_and_can_be_put_back():
    one = firm(**SMALL)
    line = holds(firm(**BIG), one)
    assert verdict(one) == "deemed_large"
    withdraw(line, by=BY)
    assert verdict(one) == "sme"
    put_back(line, by=BY)
    assert verdict(one) == "deemed_large"
    assert FirmAssessment.objects.filter(owner=one, rules="grant").count() == 4


def test_without_any_figures_the_class_is_unknown_again():
    one = firm(**SMALL)
    withdraw(one.firm_profiles.get(), by=BY)
    assert verdict(one) == "unknown"
    assert list(differing(FirmAssessment.objects.all())) == []


def test_of_two_figures_of_one_day_the_later_told_holds():
    one = firm(**BIG)
    tell_figures(one, by=BY, **SMALL)
    assert verdict(one) == "sme"
    assert one.firm_profiles.count() == 2


def test_a_line_is_corrected_and_an_old_version_is_refused():
    one = firm(**SMALL)
    line = holds(firm(**BIG), one)
    assert correct(line, by=BY, version=1, part=1, whole=3)["whole"] == (2, 3)
    assert verdict(one) == "sme"
    with pytest.raises(EditConflict):
        correct(line, by=BY, version=1, part=1, whole=1)


@pytest.mark.parametrize(
    "wrong",
    [{"part": 3}, {"part": 0}, {"whole": 0, "part": 0}, {"until": SINCE}, {"told_class": "x"}, {"holder_name": ""}],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InvalidInput):
        holds(firm(), firm(), **{"part": 1, "whole": 2, **wrong})


def test_all_parts_are_no_more_than_the_whole_on_any_day():
    one = firm(**SMALL)
    ends = holds(firm(), one, 2, 3, until=SINCE + 9 * ADAY)
    with pytest.raises(InvalidInput):
        holds(firm(), one, 1, 2, since=SINCE + 8 * ADAY)
    holds(firm(), one, 1, 2, since=SINCE + 9 * ADAY)
    withdraw(ends, by=BY)
    holds(firm(), one, 1, 2)
    with pytest.raises(InvalidInput):
        put_back(ends, by=BY)
    assert ShareHolding.objects.filter(owner=one).count() == 3


def test_no_firm_stands_behind_itself():
    one = firm(**SMALL)
    with pytest.raises(InvalidInput):
        holds(one, one)
    with pytest.raises(InvalidInput):
        tell_officer(one, by=BY, name="架空", serves=one, serves_name="x", since=SINCE)


def test_what_was_told_for_later_holds_from_its_day():
    today = timezone.localdate()
    one = firm(**SMALL)
    holds(firm(**BIG), one, since=today + ADAY)
    assert verdict(one) == "sme"
    assert reassess_due(day=today, by=BY) == []
    (new,) = reassess_due(day=today + ADAY, by=BY)
    assert (new.owner, new.verdict, new.day) == (one, "deemed_large", today + ADAY)
    assert set(FirmAssessment.objects.current().values_list("checked_on", flat=True)) == {today + ADAY}
    assert reassess_due(day=today + ADAY, by=BY) == []


def test_a_firm_whose_first_figures_begin_later_is_assessed_from_their_day():
    today = timezone.localdate()
    one = firm(**{**SMALL, "since": today + ADAY})
    assert one.firm_assessments.count() == 0
    assert {row.verdict for row in reassess_due(day=today + ADAY, by=BY)} == {"sme"}
    assert reassess_due(day=today + ADAY, by=BY) == []


def test_the_queries_do_not_grow_with_the_firms_held(django_assert_num_queries):
    for number in (1, 3):
        top = firm(**SMALL)
        for _ in range(number):
            holds(top, firm(**SMALL), 1, 2)
        with django_assert_num_queries(24 + LOCKS):
            tell_figures(top, by=BY, **{**BIG, "since": SINCE + ADAY})


def test_stored_assessments_are_recomputed_the_same_and_a_changed_one_is_named():
    one = firm(**SMALL)
    holds(firm(**BIG), one)
    done = CliRunner().invoke(collect(), ["assess", "--stored"])
    assert (done.exit_code, "0" in done.stdout) == (0, True)
    row = FirmAssessment.objects.current().get(owner=one, rules="grant")
    FirmAssessment.objects.filter(pk=row.pk).update(verdict="sme")
    done = CliRunner().invoke(collect(), ["assess", "--stored"])
    assert done.exit_code == 1
    assert str(row.uid) in done.stdout


def test_a_file_or_what_is_stored_but_not_both(tmp_path):
    (tmp_path / "x.csv").touch()
    assert CliRunner().invoke(collect(), ["assess"]).exit_code == 2
    assert CliRunner().invoke(collect(), ["assess", str(tmp_path / "x.csv"), "--stored"]).exit_code == 2


@pytest.mark.parametrize("seed", range(4))
def test_steps_from_day_to_day_come_to_what_a_count_of_everything_comes_to(seed):
    """After each step and on each day every class is the one that all firms counted at once have."""
    dice, today = random.Random(seed), timezone.localdate()
    firms = [firm(**SMALL) for _ in range(6)]
    entries = []
    for _ in range(15):
        step(dice, firms, entries, today)
        assert stored() == counted(firms, today)
    for number in range(1, 6):
        day = today + number * ADAY
        reassess_due(day=day, by=BY)
        assert stored() == counted(firms, day)
    assert list(differing(FirmAssessment.objects.all())) == []


def step(dice, firms, entries, today):
    one, other = dice.sample(firms, 2)
    since = today + dice.randint(-3, 4) * ADAY
    try:
        match dice.choice(["figures", "holding", "holding", "officer", "withdraw", "put back"]):
            case "figures":
                figures = dice.choice([SMALL, BIG, {**SMALL, "is_complete": False}, {**SMALL, "employees": None}])
                entries.append(tell_figures(one, by=BY, **{**figures, "since": since}))
            case "holding":
                until = dice.choice([None, since + dice.randint(1, 4) * ADAY])
                entries.append(holds(other, one, dice.randint(1, 6), 6, since=since, until=until))
            case "officer":
                linked = {"serves": other, "serves_name": other.name, "since": since}
                entries.append(tell_officer(one, by=BY, name=dice.choice("甲乙"), **linked))
            case "withdraw" if entries:
                withdraw(dice.choice(entries), by=BY)
            case "put back" if entries:
                put_back(dice.choice(entries), by=BY)
    except InvalidInput:
        pass


def stored():
    return {(row.rules, row.owner_id): row.verdict for row in FirmAssessment.objects.current()}


def counted(firms, day):
    told = told_on([one.pk for one in firms], day)
    found = {(rules.key, pk): known for rules in every() for pk, known in classes_of(told, {}, rules, day).items()}
    return {key: value.value for key, value in found.items()}
