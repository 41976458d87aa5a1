import pytest
from django.db import connection, transaction
from django.db.migrations import Migration, RunPython
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
)

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.matching import marks
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.organisations.models import Industry, Organisation, OrganisationName


@pytest.fixture
def marked(db):
    """What was marked since the last call, as "kind:pk"."""

    def take():
        found = sorted({str(mark) for mark in IndexMark.objects.all()})
        IndexMark.objects.all().delete()
        return found

    return take


def label(kind, record):
    return f"{kind}:{record.pk}"


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("equipment", EquipmentFactory),
        ("seed", SeedFactory),
        ("expert", ExpertFactory),
        ("call", CallFactory),
        ("need", NeedFactory),
        ("organisation", OrganisationFactory),
    ],
)
def test_insert_update_and_delete_are_marked(marked, kind, factory):
    record = factory()
    expected = label(kind, record)
    assert expected in marked()
    record.save()
    assert marked() == [expected]
    record.delete()
    assert marked() == [expected]


def test_bulk_writes_and_raw_sql_are_marked(marked):
    owner = OrganisationFactory()
    marked()
    made = Equipment.objects.bulk_create(Equipment(owner=owner, name=f"旋盤{n}") for n in range(3))
    expected = sorted(label("equipment", record) for record in made)
    assert marked() == expected
    Equipment.objects.update(maker="架空精機")
    assert marked() == expected
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hashiwatashi_equipment SET model = 'A' WHERE id = %s", [made[0].pk])
    assert marked() == [label("equipment", made[0])]


def test_an_organisation_marks_all_that_is_its_own(marked):
    owner = OrganisationFactory()
    own = [
        label("organisation", owner),
        label("equipment", EquipmentFactory(owner=owner)),
        label("seed", SeedFactory(owner=owner)),
        label("expert", ExpertFactory(organisation=owner)),
        label("call", CallFactory(funder=owner)),
        label("need", NeedFactory(owner=owner)),
    ]
    EquipmentFactory()
    marked()
    Organisation.objects.filter(pk=owner.pk).update(name="架空産業技術センター")
    assert marked() == sorted(own)
    name = OrganisationName.objects.create(organisation=owner, name="架空試験場")
    assert marked() == sorted(own)
    name.delete()
    assert marked() == sorted(own)


def test_a_merger_marks_both_sides_before_and_after(marked):
    old, first, second = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    Organisation.objects.filter(pk=old.pk).update(successor=first)
    marked()
    Organisation.objects.filter(pk=old.pk).update(successor=second)
    assert marked() == sorted(label("organisation", each) for each in (old, first, second))


def test_what_a_record_refers_to_marks_the_record(marked):
    kind = EquipmentClass.objects.create(large="分析装置", small="質量分析")
    industry = Industry.objects.create(revision=14, code="24", level=2, name="金属製品製造業")
    equipment = EquipmentFactory(equipment_class=kind)
    firm = OrganisationFactory(industry=industry)
    expert = ExpertFactory()
    seed = SeedFactory(researcher=expert.person)
    marked()
    kind.save()
    assert marked() == [label("equipment", equipment)]
    industry.save()
    assert marked() == [label("organisation", firm)]
    expert.person.save()
    assert marked() == [label("expert", expert), label("seed", seed)]


def test_areas_are_marked(marked):
    call, expert = CallFactory(), ExpertFactory()
    miyagi = Prefecture.objects.get(code="04")
    marked()
    call.areas.add(miyagi)
    assert marked() == [label("call", call)]
    call.areas.clear()
    assert marked() == [label("call", call)]
    expert.areas.set([miyagi])
    assert marked() == [label("expert", expert)]


def test_a_change_taken_back_takes_its_mark_with_it(marked):
    equipment = EquipmentFactory()
    marked()
    with transaction.atomic():
        equipment.save()
        transaction.set_rollback(True)
    assert marked() == []


def test_every_declared_trigger_is_there_after_all_migrations(db):
    """When this fails, a migration made a marked table anew: see `hashiwatashi.matching.marks`."""
    assert marks.missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_off_while_tables_are_altered_and_stand_again_afterwards():
    plan = [(Migration("step", "hashiwatashi"), False)]
    marks.before_migrations(plan, connection)
    assert marks.missing_triggers(connection) == sorted(marks.trigger_names())
    marks.after_migrations(plan, connection)
    assert marks.missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_is_lost_or_does_something_else_is_put_right_and_one_of_no_kind_taken_off():
    name = "seed_update_marks"
    stray, other = ("seed_insert_marks", "call_insert_marks")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DROP TRIGGER {stray}")
            empty = "BEGIN SELECT 1; END"
            cursor.execute(f"CREATE TRIGGER {stray} AFTER INSERT ON hashiwatashi_seed {empty}")
            cursor.execute(f"CREATE TRIGGER old_insert_marks AFTER INSERT ON hashiwatashi_seed {empty}")
        else:
            cursor.execute(f"DROP TRIGGER {name} ON hashiwatashi_seed")
            cursor.execute(f"ALTER TABLE hashiwatashi_seed DISABLE TRIGGER {stray}")
            cursor.execute(f"CREATE OR REPLACE FUNCTION {other}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'")
    lost = marks.missing_triggers(connection)
    marks.install(connection)
    assert {name, stray} <= set(lost)
    assert marks.missing_triggers(connection) == []
    assert "old_insert_marks" not in marks._standing(connection)


@pytest.mark.django_db(transaction=True)
def test_after_a_migration_that_may_have_changed_rows_or_a_step_back_everything_is_looked_at_again(marked):
    made = {label("seed", SeedFactory()), label("call", CallFactory())}
    marked()
    step = Migration("step", "hashiwatashi")
    marks.after_migrations([(step, False)], connection)
    assert marked() == []
    step.operations = [RunPython(RunPython.noop)]
    marks.after_migrations([(step, False)], connection)
    assert made <= set(marked())
    marks.after_migrations([(Migration("step", "hashiwatashi"), True)], connection)
    assert made <= set(marked())


def test_where_nothing_is_to_be_migrated_the_triggers_stay_on(db):
    marks.before_migrations([], connection)
    assert marks.missing_triggers(connection) == []
