import pytest

from hashiwatashi.common.folding import fold, name_key, to_digits


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＦＴ－ＩＲ", "ft-ir"),
        ("Ｘ線ｶｲｾﾂ", "x線カイセツ"),
        ("⾦属", "金属"),  # Kangxi radical U+2FA6
        ("  a　b\n c ", "a b c"),
        ("ft‐ir", "ft-ir"),
        ("顕微鏡ー", "顕微鏡ー"),  # the long vowel mark is a letter, not a hyphen
    ],
)
def test_variants_fold_together(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    "name", ["㈱架空製作所", "(株)架空製作所", "株式会社 架空製作所", "株式会社　架空製作所", "（株）架空製作所"]
)
def test_spellings_of_a_company_name_share_a_key(name):
    assert name_key(name) == "株式会社架空製作所"


def test_hiragana_and_katakana_share_a_key():
    assert name_key("ひかり工業") == name_key("ヒカリ工業")


def test_digits_are_taken_however_they_are_typed():
    assert to_digits("７１２３－４５６７ 89012") == "7123456789012"
