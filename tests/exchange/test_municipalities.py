"""The official list of municipalities as the ministry publishes it: two rows of names, kanji and kana."""

import pytest

from hashiwatashi.areas.models import Municipality

pytestmark = pytest.mark.django_db
OFFICIAL = (
    "団体コード,都道府県名（漢字）,市区町村名（漢字）,都道府県名（カナ）,市区町村名（カナ）\n"
    "040002,宮城県,,ミヤギケン,\n"
    "041009,宮城県,仙台市,ミヤギケン,センダイシ\n"
)


def test_the_official_headings_and_rows_of_prefectures_are_read(take, write):
    outcome = take("municipalities", write(OFFICIAL))
    assert (outcome.created, outcome.unchanged, outcome.rejections) == (1, 1, ())
    assert str(Municipality.objects.get(code="041009")) == "宮城県仙台市"
