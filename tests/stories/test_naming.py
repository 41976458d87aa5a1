"""What tells whose a story is keeps it from being asked for and from being published; other words do not."""

import pytest
from tests.consultations.conftest import asked, firm, person  # noqa: F401
from tests.stories.conftest import TEXT

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations import actions as cases
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.naming import named_in

pytestmark = pytest.mark.django_db
#: A name as it was told, and ways in which a text gives it away.
SPELLINGS = {
    "株式会社アルプ": ["アルプ社の部品", "アルプ株式会社", "ｱﾙﾌﾟ(株)", "（株）アルプ", "新しいアルプの工場"],
    "株式会社アイ": ["このアイ社の", "アイ㈱"],
    "株式会社IHI": ["ＩＨＩ社の", "I.H.I.の部品"],
    "有限会社森": ["森㈲", "有限会社 森の", "森社長"],
    "架空製作所株式会社 仙台工場": ["架空製作所の"],
    "医療法人架空会": ["架空会の"],
    "（一社）架空連合": ["架空連合が"],
    "架空めっき株式会社（電圧）": ["架空めっきの"],
    "ABC Co., Ltd.": ["ABCの", "Ａ Ｂ Ｃ company"],
    "株式会社架空": ["架・空の", "架-空", "架_空", "架\u200b空", "㍿架空"],
    "株式会社サカイ精機": ["サカイ・精機", "さかい精機"],
    "㈱渡邊鋳造": ["渡辺鋳造", "渡邉鋳造"],
    "株式会社髙橋": ["高橋の工場"],
}
PEOPLE = {
    "林 太郎": ["林社長", "林さん"],
    "Lee Ann": ["Lee has asked"],
    "ニワ ミホ": ["ニワさん"],
    "鈴木一郎": ["鈴木さんの", "鈴木社長"],
}
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
    "090 1234 5678",
    "０２２　１２３　４５６７",
    "TEL 022.123.4567",
    "+81 90 1234 5678",
    "〇九〇-一二三四-五六七八",
    "仙台市青葉区本町三丁目八番一号",
    "青葉区本町3ー8ー1",
    "a @ b.jp に",
    "taro(at)example.jp",
    "https://kaku.example.jp/about",
    "www.kaku.jp",
    "kaku.co.jp を見た",
]
HARMLESS = [
    "部品を2026-10-12に測った",
    "温度は100-2000度",
    "0.001mmまで測れる",
    "市場で2番目に多い",
    "JIS G 3101 の鋼材 12345 個",
    "3号機の鋳造",
    "電圧は0-100V",
    "0 10 20 30 40 50 60 秒で測った",
    "0.12 0.34 0.56 mm",
    "二番目の試料を三回",
    "小林社長賞の森林",
    "アイディアをアルプスで",
    "会社の株式",
    "5 @ 3.2 kN",
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


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SPELLINGS.items() for text in texts])
def test_a_firm_is_found_however_it_is_written(written, case, name, text):
    Consultation.objects.filter(pk=case.pk).update(contact_firm=name, contact_name="")
    case.refresh_from_db()
    assert {str(found.what) for found in named_in(written(done=text))} == {"Name of the firm"}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in PEOPLE.items() for text in texts])
def test_a_person_is_found_however_written(written, case, name, text):
    Consultation.objects.filter(pk=case.pk).update(contact_firm="", contact_name=name)
    case.refresh_from_db()
    assert {str(found.what) for found in named_in(written(done=text))} == {"Name of a person"}


@pytest.mark.parametrize("name", [*SPELLINGS, *PEOPLE])
@pytest.mark.parametrize("text", HARMLESS)
def test_short_names_are_not_found_inside_of_other_words(written, case, name, text):
    Consultation.objects.filter(pk=case.pk).update(contact_firm=name, contact_name=name)
    case.refresh_from_db()
    assert [str(found) for found in named_in(written(done=text))] == []


def test_every_firm_of_the_account_that_asked_is_looked_for(asked, officer, firm, person):  # noqa: F811
    firm.contact_phone, firm.corporate_number = "022-000-7777", None
    firm.save()
    alone = person(firm, Role.REPRESENTATIVE)
    case = asked(by=alone, asker=alone, contact_firm="")
    cases.answer(case, by=officer, text="塩分です")
    cases.close(case, by=officer)
    told = {**TEXT, "trouble": "架空鋳造の部品", "done": "0220007777"}
    story = actions.write_story(case, by=officer, **told)
    found = {str(one.what) for one in named_in(story)}
    assert (case.firm, found) == (None, {"Name of the firm", "Telephone number"})


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
