"""UNIQUIP: what everybody sees goes out in 21 columns, comes back unchanged; others' files come in as they are."""

import csv
import io

import pytest
from django.utils import translation
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.uniquip import HEADINGS, Addresses, lines, published

ADDRESSES = Addresses(lambda record: f"https://example.jp/{record.uid}/", lambda record: "")
HEAD = ",".join(HEADINGS)


def written(names_owner=False, owner=None):
    text = io.StringIO()
    csv.writer(text).writerows(lines(published(owner), ADDRESSES, names_owner=names_owner))
    return text.getvalue()


@pytest.fixture
def lab(db):
    return OrganisationFactory(
        name="架空県工業技術センター",
        prefecture_id="04",
        contact_phone="000-0000-0000",
        contact_mail="soudan@example.jp",
        website="https://example.jp/lab",
    )


@pytest.fixture
def some(lab):
    """Records with what makes files hard: lines, quotes, formulas, words like headings."""
    return [
        EquipmentFactory(owner=lab, name="+α装置", specification='一行目\n「二行目」, "三"', uses="-20℃まで冷やす"),
        EquipmentFactory(
            owner=lab,
            name="走査電子顕微鏡",
            department="材料技術部",
            place="本館 2階",
            external_use=ExternalUse.CONDITIONAL,
            external_use_terms="事前に技術相談\nが必要",
            contact_desk="分析係",
        ),
        EquipmentFactory(owner=lab, name="X線CT", contact_mail="ct@example.jp", prefecture_id="06"),
    ]


@pytest.mark.parametrize("names_owner", [False, True])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_goes_out_comes_back_without_a_change(some, lab, take, write, names_owner, language):
    before = list(Equipment.objects.order_by("pk").values())
    with translation.override(language):
        file = write(written(names_owner))
    outcome = take("uniquip", file, owner_limits=frozenset({lab.pk}))
    assert (outcome.unchanged, outcome.rows, outcome.rejections) == (3, 3, ())
    assert list(Equipment.objects.order_by("pk").values()) == before


def test_an_edited_cell_is_the_only_change(some, lab, take, write):
    rows = list(csv.reader(io.StringIO(written())))
    row = next(row for row in rows if row[1] == "X線CT")
    row[HEADINGS.index("Location")] = "新館"
    row[HEADINGS.index("Service Level")] = "Open to outside users"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    outcome = take("uniquip", write(text.getvalue()), owner_limits=frozenset({lab.pk}))
    assert (outcome.updated, outcome.unchanged, outcome.rejections) == (1, 2, ())
    stored = Equipment.objects.get(name="X線CT")
    assert (stored.place, stored.external_use, stored.contact_phone) == ("新館", ExternalUse.OPEN, "")


def test_only_what_everybody_sees_goes_out(some, lab):
    for disclosure in (Disclosure.MEMBERS, Disclosure.RELATED):
        EquipmentFactory(owner=lab, name=f"見せない{disclosure}", disclosure=disclosure)
    EquipmentFactory(name="よその装置")
    text = written(owner=lab)
    assert "見せない" not in text
    assert "よその装置" not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert tuple(rows[0]) == HEADINGS
    assert {row["Contact Telephone"] for row in rows} <= {"000-0000-0000", ""}


def test_another_institutions_records_are_not_changed(some, take, write):
    other = OrganisationFactory()
    text = written().replace("材料技術部", "乗っ取り部")
    outcome = take("uniquip", write(text), owner_limits=frozenset({other.pk}))
    assert (outcome.created, outcome.updated, outcome.rejected) == (0, 0, 3)


DIRTY = (
    "Type;Name (as on the label);Description;ID;Technique(:N8);Location;Site Location;Service Level;Colour\r\n"
    'equipment;走査電子顕微鏡;"一行目\r\n""二"";行目";K-1;観察;本館;宮城県;要予約;青\r\n'
    "facility;分析棟;;F-1;;;;;\r\n"
    ";;質量分析計。詳しくは相談を。;K-2;;https://en.wikipedia.org/wiki/Sendai;青葉山;;\r\n"
    "equipment;;;K-3;;;;;\r\n"
    "animal;ねこ;;K-4;;;;;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_files_as_they_are(lab, take, write, encoding):
    outcome = take("uniquip", write(DIRTY, encoding=encoding), owner_limits=frozenset({lab.pk}))
    assert (outcome.created, outcome.rejected) == (3, 2)
    assert [(one.line, one.column, one.reason) for one in outcome.rejections] == [
        (6, "Name (as on the label)", "At least one of Name and Description is needed."),
        (7, "Type", "This must be equipment or facility."),
    ]
    assert outcome.unread == ("Colour",)
    sem, hall, mass = Equipment.objects.order_by("pk")
    assert (sem.specification, sem.uses, sem.place) == ('一行目\n"二";行目', "観察", "本館")
    assert (sem.prefecture_id, sem.external_use_terms) == ("04", "要予約")
    assert hall.name == "分析棟"
    assert (mass.name, mass.place) == ("質量分析計。詳しくは相談を。", "青葉山")
    again = take("uniquip", write(DIRTY, encoding=encoding), owner_limits=frozenset({lab.pk}))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_a_facility_of_the_file_is_where_its_equipment_belongs(lab, take, write):
    text = "Type,Name,ID,Related Facility ID\nfacility,分析棟,F-1,\nequipment,天秤,K-1,F-1\n"
    take("uniquip", write(text), owner_limits=frozenset({lab.pk}))
    assert Equipment.objects.get(name="天秤").department == "分析棟"


def test_a_file_that_does_not_say_whose_it_is_is_refused_row_by_row(take, write):
    outcome = take("uniquip", write("Name,ID\n天秤,K-1\n"))
    assert [one.reason for one in outcome.rejections] == ["This is required and empty."]
