"""Where the 47 prefectural offices stand, how their prefectures are read, and how far they are from each other.

Latitude and longitude in degrees (JGD2000), after the table of prefectural offices of 国土地理院, the Geospatial
Information Authority of Japan (都道府県庁の経度緯度); facts, rounded here to about a metre. Distances are for
neighbours in everyday words: as the crow flies on a sphere, to ten kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

SOURCE = "国土地理院「都道府県庁の経度緯度」"
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Office:
    """One prefectural office; ``reading`` is the prefecture's name in kana."""

    reading: str
    latitude: float
    longitude: float


OFFICES = {
    "01": Office("ホッカイドウ", 43.06417, 141.34694),
    "02": Office("アオモリケン", 40.82444, 140.74),
    "03": Office("イワテケン", 39.70361, 141.1525),
    "04": Office("ミヤギケン", 38.26889, 140.87194),
    "05": Office("アキタケン", 39.71861, 140.1025),
    "06": Office("ヤマガタケン", 38.24056, 140.36333),
    "07": Office("フクシマケン", 37.75, 140.46778),
    "08": Office("イバラキケン", 36.34139, 140.44667),
    "09": Office("トチギケン", 36.56583, 139.88361),
    "10": Office("グンマケン", 36.39111, 139.06083),
    "11": Office("サイタマケン", 35.85694, 139.64889),
    "12": Office("チバケン", 35.60472, 140.12333),
    "13": Office("トウキョウト", 35.68944, 139.69167),
    "14": Office("カナガワケン", 35.44778, 139.6425),
    "15": Office("ニイガタケン", 37.90222, 139.02361),
    "16": Office("トヤマケン", 36.69528, 137.21139),
    "17": Office("イシカワケン", 36.59444, 136.62556),
    "18": Office("フクイケン", 36.06528, 136.22194),
    "19": Office("ヤマナシケン", 35.66389, 138.56833),
    "20": Office("ナガノケン", 36.65139, 138.18111),
    "21": Office("ギフケン", 35.39111, 136.72222),
    "22": Office("シズオカケン", 34.97694, 138.38306),
    "23": Office("アイチケン", 35.18028, 136.90667),
    "24": Office("ミエケン", 34.73028, 136.50861),
    "25": Office("シガケン", 35.00444, 135.86833),
    "26": Office("キョウトフ", 35.02139, 135.75556),
    "27": Office("オオサカフ", 34.68639, 135.52),
    "28": Office("ヒョウゴケン", 34.69139, 135.18306),
    "29": Office("ナラケン", 34.68528, 135.83278),
    "30": Office("ワカヤマケン", 34.22611, 135.1675),
    "31": Office("トットリケン", 35.50361, 134.23833),
    "32": Office("シマネケン", 35.47222, 133.05056),
    "33": Office("オカヤマケン", 34.66167, 133.935),
    "34": Office("ヒロシマケン", 34.39639, 132.45944),
    "35": Office("ヤマグチケン", 34.18583, 131.47139),
    "36": Office("トクシマケン", 34.06583, 134.55944),
    "37": Office("カガワケン", 34.34028, 134.04333),
    "38": Office("エヒメケン", 33.84167, 132.76611),
    "39": Office("コウチケン", 33.55972, 133.53111),
    "40": Office("フクオカケン", 33.60639, 130.41806),
    "41": Office("サガケン", 33.24944, 130.29889),
    "42": Office("ナガサキケン", 32.74472, 129.87361),
    "43": Office("クマモトケン", 32.78972, 130.74167),
    "44": Office("オオイタケン", 33.23806, 131.6125),
    "45": Office("ミヤザキケン", 31.91111, 131.42389),
    "46": Office("カゴシマケン", 31.56028, 130.55806),
    "47": Office("オキナワケン", 26.2125, 127.68111),
}


@cache
def kilometres(one: str, other: str) -> int:
    """How far the offices of two prefectures (by code) are from each other, rounded to 10 km; at least 10."""
    a, b = OFFICES[one], OFFICES[other]
    return 0 if one == other else max(10, round(_distance(a, b), -1))


@cache
def nearest(code: str) -> tuple[str, ...]:
    """The codes of the 46 other prefectures, the nearest office first."""
    here = OFFICES[code]
    others = (other for other in OFFICES if other != code)
    return tuple(sorted(others, key=lambda other: (_distance(here, OFFICES[other]), other)))


def _distance(a: Office, b: Office) -> int:
    """Whole kilometres on the great circle (the haversine formula)."""
    half_north = sin(radians(b.latitude - a.latitude) / 2) ** 2
    half_east = sin(radians(b.longitude - a.longitude) / 2) ** 2
    share = half_north + cos(radians(a.latitude)) * cos(radians(b.latitude)) * half_east
    return round(2 * _EARTH_KM * asin(sqrt(share)))
