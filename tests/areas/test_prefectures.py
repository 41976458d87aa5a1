from hashiwatashi.areas.models import Prefecture


def test_all_47_prefectures_stand_on_tiles_of_their_own(db):
    tiles = Prefecture.objects.values_list("column", "row")
    assert (len(tiles), len(set(tiles))) == (47, 47)


def test_codes_follow_the_national_order(db):
    names = Prefecture.objects.filter(code__in=("01", "13", "47")).values_list("code", "name", "name_en")
    assert list(names) == [("01", "北海道", "Hokkaido"), ("13", "東京都", "Tokyo"), ("47", "沖縄県", "Okinawa")]
