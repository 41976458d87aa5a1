"""Invented documents and questions, Japanese and English mixed; the same for the same seed."""

import random

from mekiki import Document

JAPANESE = [
    "走査電子顕微鏡",
    "X線CT",
    "引張試験機",
    "三次元測定機",
    "鋳物",
    "樹脂",
    "繊維",
    "食品",
    "木材",
    "異物",
    "空洞",
    "さび",
    "めっき",
    "溶接",
    "切削",
    "塗膜",
    "接着",
    "乾燥",
    "発酵",
    "醸造",
    "耐食性",
    "硬さ",
    "粒度",
    "振動",
    "騒音",
    "画像認識",
    "機械学習",
    "ロボット",
    "省エネルギー",
    "電池",
    "センサー",
    "金型",
    "表面処理",
    "微生物",
    "香気成分",
]
ENGLISH = [
    "scanning",
    "electron",
    "microscope",
    "corrosion",
    "casting",
    "polymer",
    "fibre",
    "timber",
    "food",
    "fermentation",
    "welding",
    "coating",
    "adhesion",
    "drying",
    "hardness",
    "vibration",
    "noise",
    "learning",
    "robot",
    "battery",
    "sensor",
    "mould",
    "surface",
    "wing",
    "slipstream",
    "flow",
    "pressure",
]
JOINS = ["の", "を", "で", "と", "における", "による", " ", "、", "。", "を調べる", "を測る", "したい。"]
KINDS = ("equipment", "seed", "expert")


def text(chance, words):
    vocabulary = ENGLISH if chance.random() < 0.3 else JAPANESE
    joins = [" ", " of ", ", ", ". "] if vocabulary is ENGLISH else JOINS
    # Squared, so that some words are frequent and most are rare.
    picked = (vocabulary[int(chance.random() ** 2 * len(vocabulary))] for _ in range(words))
    return "".join(word + chance.choice(joins) for word in picked)


def documents(count, *, seed=1, version=0):
    """Titles of one to four words, texts of none to eighty; several alike, some with no word at all."""
    chance = random.Random(seed)
    for number in range(count):
        yield Document(
            id=f"d{number}",
            title="" if number % 97 == 0 else text(chance, chance.randint(1, 4)),
            text="" if number % 13 == 0 else text(chance, chance.randint(1, 80)),
            keywords={
                "kind": (KINDS[number % 3],),
                "prefecture": tuple(f"{chance.randint(1, 47):02}" for _ in range(chance.randint(0, 2))),
            },
            version=version or number,
        )


def questions(count, *, seed=2):
    chance = random.Random(seed)
    return [text(chance, chance.choice([1, 2, 3, 5, 8, 20, 60])) for _ in range(count)]
