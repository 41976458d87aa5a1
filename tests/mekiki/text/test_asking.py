import pytest

from mekiki.text.asking import asks


@pytest.mark.parametrize(
    "text",
    [
        "部品がさびるのは何が原因ですか",
        "この合金を最初に使ったのは誰",
        "耐熱温度がいちばん高い樹脂は？",
        "試験片の長さは",
        "次のうち、鋳物に使う砂を選びなさい。",
        "Which alloy resists sea water",
        "how many hours does a salt spray test take",
        "Is it safe to weld this steel?",
    ],
)
def test_a_question_asks(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "電子顕微鏡",
        "海沿いの工場で使う部品のさびを減らしたい",
        "heat transfer in composite slabs",
        "measurements of the surface of polished steel.",
    ],
)
def test_a_subject_does_not(text):
    assert not asks(text)
