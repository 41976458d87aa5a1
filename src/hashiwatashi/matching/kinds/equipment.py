"""Shared equipment in the search."""

from __future__ import annotations

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import general_uses, kinds_of
from hashiwatashi.matching.documents import area_name, given, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.matching.spelling import alike_key
from mekiki import Arrangement


def _content(record: Equipment) -> Content:
    kind, general = record.equipment_class, general_uses(record, "ja")
    return Content(
        title=record.name,
        lines=(
            record.uses,
            # General knowledge, marked as such, since passages are shown from it.
            f"一般に：{general}" if general else "",
            record.specification,
            str(kind or ""),
            joined(record.maker, record.model),
            joined(record.name_kana, record.name_en),
        ),
        context=(
            joined(*names_of(record.owner), record.department, area_name(_prefecture(record))),
            record.place,
            record.external_use_terms,
            record.acquisition_programme,
        ),
        keywords={
            "field": given(kind.large if kind else ""),
            "external_use": (record.external_use,),
            "instrument": tuple(one.key for one in kinds_of(record)),
            "owner": (str(record.owner_id),),
            "same": (_same(record),),
        },
    )


def _same(record: Equipment) -> str:
    """What is equal in instruments that do as well as each other."""
    named = (alike_key(part) for part in (record.name, record.maker, record.model))
    return " ".join((str(record.owner_id), *named))


def _prefecture(record: Equipment) -> Prefecture | None:
    return record.prefecture or record.owner.prefecture


SEARCHABLE = Searchable(
    kind=Kind.EQUIPMENT,
    model=Equipment,
    records=lambda: Equipment.objects.not_retired().for_lists(),
    content=_content,
    title=lambda record: record.name,
    beside=("equipment_class",),
    prefecture=_prefecture,
    # Equal instruments of one owner are one hit, nobody fills the first places alone, and what nobody else may use
    # stands last.
    arranged=Arrangement(same="same", spread="owner", last={"external_use": (ExternalUse.CLOSED.value,)}),
    lift=1.0,
    has_use=True,
)
