from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import OFFICES, kilometres, nearest


def test_every_prefecture_has_its_office(db):
    assert set(OFFICES) == set(Prefecture.objects.values_list("code", flat=True))


def test_offices_lie_in_japan():
    assert all(26 < one.latitude < 44 and 127 < one.longitude < 142 for one in OFFICES.values())


def test_distances_are_rounded_to_ten_kilometres_and_the_same_both_ways():
    assert (kilometres("13", "27"), kilometres("27", "13")) == (400, 400)
    assert (kilometres("01", "13"), kilometres("25", "26"), kilometres("13", "13")) == (830, 10, 0)


def test_the_nearest_come_first_and_nobody_is_missing():
    assert nearest("17")[:3] == ("16", "18", "21")
    assert (len(nearest("17")), "17" in nearest("17")) == (46, False)
