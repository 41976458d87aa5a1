"""What tells whose a story is keeps it from being asked for and from being published; other words do not."""

import pytest

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.naming import named_in

pytestmark = pytest.mark.django_db
TELLING = [
    "株式会社架空鋳造では困っていた",
    "（株）架空鋳造",
    "架空 鋳造の工場",
    "ｶ空鋳造 ではなく架空鋳造",
    "鋳物三郎さんの話",
    "鋳物さん",
    "someone@firm.co.jp へ",
    "電話022-999-9999",
    "0229999999に電話",
    "０２２（０００）１２３４",
    "法人番号 5370001000001",
    "仙台市青葉区一番町1-2-3",
    "架空町3丁目",
    "〒980-0811",
]
HARMLESS = [
    "部品を2026-10-12に測った",
    "温度は100-2000度",
    "0.001mmまで測れる",
    "市場で2番目に多い",
    "JIS G 3101 の鋼材 12345 個",
    "3号機の鋳造",
    "電圧は0-100V",
]


@pytest.mark.parametrize("text", TELLING)
@pytest.mark.parametrize("name", ["title", "trouble", "done", "helped", "means"])
def test_what_tells_whose_it_is_is_found_and_refused(written, officer, text, name):
    story = written(**{name: text})
    assert named_in(story)
    with pytest.raises(Conflict, match="still tells whose it is"):
        actions.ask_consent(story, by=officer)
    assert Story.objects.get().stage == StoryStage.DRAFT


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_are_no_names(written, text):
    assert [str(found) for found in named_in(written(done=text))] == []


def test_the_people_who_answered_are_named_no_more_than_who_asked(written, officer):
    officer.display_name = "技術 花子"
    officer.save()
    assert [found.word for found in named_in(written(done="技術花子が測った"))] == ["技術 花子"]


def test_the_town_is_more_than_the_place_that_may_be_told(written, case):
    town = Municipality.objects.create(code="042064", name="白石市", prefecture_id="04")
    Consultation.objects.filter(pk=case.pk).update(municipality=town)
    case.refresh_from_db()
    assert [found.word for found in named_in(written(trouble="白石市の工場で"))] == ["白石市"]


def test_names_that_came_to_be_known_later_keep_it_from_being_published(agreed, officer, case):
    story = agreed()
    Consultation.objects.filter(pk=case.pk).update(contact_firm="株式会社亜鉛めっき")
    with pytest.raises(Conflict, match="亜鉛めっき"):
        actions.publish(Story.objects.get(pk=story.pk), by=officer)
