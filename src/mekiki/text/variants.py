"""Variant kanji: forms of one character that names and old texts use beside the usual one.

Facts from the tables of 常用漢字表 (2010, forms in brackets) and 戸籍法施行規則 別表第二 (kanji for names), and the
forms that both leave out and registers of names still hold. Each is one character for one, so that places in a text
stay where they are.
"""

from __future__ import annotations

from itertools import islice, product

_FAMILIES = """
高髙 崎﨑嵜 辺邊邉 斎齋斉齊 沢澤 国國 応應 広廣 浜濱濵 徳德 滝瀧 桑桒 島嶋嶌 富冨 吉𠮷 恵惠 真眞 栄榮 桜櫻 渋澁澀
寿壽 将將 条條 竜龍 塩鹽 尭堯 曽曾 亀龜 関關 鉄鐵 学學 医醫 芸藝 経經 済濟 県縣 区區 発發 気氣 駅驛
団團 図圖 体體 験驗 検檢 実實 為爲 円圓 宝寶 豊豐 万萬 与與 礼禮 読讀 売賣 館舘 稲稻 蔵藏 庄莊荘 穂穗
峰峯 緑綠 郎郞 増增 徴徵 横橫 黒黑 歩步 収收 単單 獣獸 戦戰 禅禪 蛍螢 労勞 営營 覚覺 挙擧 糸絲 虫蟲
予豫 余餘 両兩 乱亂 仮假 会會 伝傳 仏佛 価價 倹儉 児兒 党黨 写寫 励勵 勲勳 厳嚴 参參 号號 圧壓 壊壞
壌壤 声聲 変變 奥奧 嬢孃 対對 専專 巣巢 帯帶 庁廳 弐貳 当當 径徑 従從 恒恆 悪惡 拝拜 拡擴 担擔 拠據
挿插 揺搖 摂攝 数數 断斷 旧舊 昼晝 晩晚 暁曉 暦曆 来來 枢樞 楽樂 様樣 権權 欧歐 歓歡 歯齒 残殘 殴毆
毎每 浄淨 浅淺 浜濱 涙淚 渇渴 渓溪 温溫 満滿 湾灣 湿濕 滞滯 潜潛 瀬瀨 灯燈 炉爐 焼燒 犠犧 状狀 独獨
狭狹 猟獵 瑶瑤 画畫 畳疊 痴癡 研硏 砕碎 称稱 窃竊 粋粹 絵繪 継繼 続續 総總 縦縱 繊纖 缶罐 翻飜 聴聽
脳腦 臓臟 舎舍 艶艷 茎莖 荘莊 薬藥 処處 虚虛 蚕蠶 装裝 観觀 触觸 訳譯 証證 誉譽 謡謠 賛贊 転轉 軽輕
辞辭 逓遞 遥遙 遅遲 郷鄕 酔醉 醸釀 釈釋 鉱鑛 銭錢 鋳鑄 錬鍊 録錄 闘鬪 陥陷 険險 隠隱 随隨 隷隸 雑雜
霊靈 静靜 頼賴 顔顏 顕顯 駆驅 騒騷 髄髓 鶏鷄 麦麥 黄黃 黙默 齢齡
"""
# Character → all forms of its family, the usual one first; of two families with one character the first holds.
_FAMILY: dict[str, str] = {}
for _family in _FAMILIES.split():
    for _form in _family:
        _FAMILY.setdefault(_form, _family)
_TABLE = str.maketrans({form: family[0] for form, family in _FAMILY.items() if form != family[0]})


def usual(text: str) -> str:
    """The text with each variant kanji in its usual form; as long as before."""
    return text.translate(_TABLE)


def forms_of(text: str, most: int) -> list[str]:
    """The ways to write a text with variant kanji, at most ``most``: as given, in the usual form, then all others."""
    families = ("".join(dict.fromkeys(character + _FAMILY.get(character, ""))) for character in text)
    written = ("".join(characters) for characters in product(*families))
    return list(islice(dict.fromkeys([text, usual(text), *islice(written, most)]), most))
