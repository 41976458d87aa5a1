"""Words of a text, Japanese and English mixed as they come: short units in normalised form, with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import local

import jaconv
from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from mekiki.text.characters import clean
from mekiki.text.english import STOP_WORDS, stem

# Sudachi takes at most 49,149 bytes at once; a character has at most four.
_LONGEST = 12_000
# So few characters never grow too long: an error then is another one.
_SHORTEST_HALVED = 1000
_LONGEST_WORD = 60
_SENTENCE_END = re.compile(r"[。．！？!?\n]")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.+#/-]*")
_SCRAP = re.compile(r"[ぁ-ゖー]{1,2}|[0-9]+|[ -㆏]")
_KANA = re.compile(r"[ぁ-ゖァ-ヶー]{2,40}")
_NOUN = "名詞"
_EMPTY_CLASSES = frozenset({"助詞", "助動詞", "補助記号", "空白"})
# What firms write around the thing they need; normalised forms.
_ASKING_WORDS = """
教える 困る 探す 捜す 知る 調べる 調査 欲しい 求める 願う 相談 依頼 検討 希望 可能 必要 方法 場合
問題 課題 出来る 為る 成る 有る 居る 無い 良い 思う 考える 使う 行う 何 何処 誰 何時 どう 此れ 其れ
事 物 所 為 様 的 等
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_ASKING_SUBSTANCE = 0.1
_SUBSTANCE = {"動詞": 0.7, "代名詞": 0.5, "副詞": 0.6, "連体詞": 0.3, "接続詞": 0.3, "感動詞": 0.3, "形状詞": 0.8}
_DEPENDENT = "非自立可能"
_DEPENDENT_SUBSTANCE = 0.4
_threads = local()


@dataclass(frozen=True, slots=True)
class Word:
    """One word that carries meaning; ``start`` and ``end`` are offsets into the text as given.

    ``substance``, above 0 to 1, is how much a word of its part of speech says of what is meant: things say more than
    what is done with them, and words of asking ("want to find out") say next to nothing.
    """

    term: str
    start: int
    end: int
    substance: float = 1.0


def words(text: str) -> list[Word]:
    """The meaning-carrying words in order; particles, auxiliaries, marks and English stop words are left out."""
    found = []
    for whole, piece in _pieces(clean(text)):
        for within, morpheme in _morphemes(piece):
            offset = whole + within
            if not _carries(morpheme.part_of_speech_id()):
                continue
            term = _term(morpheme.surface(), _normalised(morpheme))
            if term:
                substance = _ASKING_SUBSTANCE if term in _ASKING else _substance(morpheme.part_of_speech_id())
                found.append(Word(term, offset + morpheme.begin(), offset + morpheme.end(), substance))
    return found


def _normalised(morpheme: Morpheme) -> str:
    """Sudachi's normalised form; of a noun in kana the one it has by itself, which its neighbours do not change."""
    surface = unicodedata.normalize("NFKC", morpheme.surface())
    if _KANA.fullmatch(surface) and morpheme.part_of_speech()[0] == _NOUN:
        return _alone(jaconv.hira2kata(surface))
    return str(morpheme.normalized_form())


@lru_cache(maxsize=50_000)
def _alone(katakana: str) -> str:
    """The form of a noun in kana: as Sudachi writes it in kanji where it knows the word, else in katakana."""
    spelt = katakana
    for written in (katakana, jaconv.kata2hira(katakana)):
        found = _tokenizer().tokenize(written)
        normalised = str(found[0].normalized_form()) if len(found) == 1 else ""
        if normalised and not _KANA.fullmatch(normalised):
            return normalised
        # A slip such as シュミレーション is put right even where there is no kanji.
        spelt = normalised if normalised and spelt == katakana else spelt
    return str(jaconv.hira2kata(spelt))


@lru_cache(maxsize=200_000)
def _term(surface: str, normalised: str) -> str:
    """The form under which variants of a word fall together; empty where it carries nothing."""
    # Sudachi writes some English words in katakana (the → ザ), which would hide stop words and endings.
    latin = unicodedata.normalize("NFKC", surface).lower()
    if _LATIN.fullmatch(latin):
        return "" if latin in STOP_WORDS else stem(latin)[:_LONGEST_WORD]
    term = unicodedata.normalize("NFKC", normalised).lower()
    return "_".join(term.split())[:_LONGEST_WORD]


def reading(text: str) -> str:
    """How a short text is read aloud, in katakana, as far as the dictionary knows."""
    return "".join(str(morpheme.reading_form()) for morpheme in _tokenizer().tokenize(clean(text)))


def says_little(term: str) -> bool:
    """Whether a term says next to nothing by itself: a word of asking, a lone letter other than kanji (鉄, 菌), a
    scrap of hiragana."""
    return not term or term in _ASKING or bool(_SCRAP.fullmatch(term))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces short enough for Sudachi, cut after sentences where there are any."""
    start = 0
    while len(text) - start > _LONGEST:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        end = ends[-1] if ends else start + _LONGEST
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _morphemes(piece: str) -> Iterator[tuple[int, Morpheme]]:
    """The morphemes of a piece, each with the offset of what was analysed with it.

    Sudachi writes out ligatures before it looks at the length (one character may become eighteen), and refuses what
    is then too long. Such a piece is halved until it fits.
    """
    try:
        found = _tokenizer().tokenize(piece)
    except SudachiError:
        if len(piece) < _SHORTEST_HALVED:
            raise
        middle = len(piece) // 2
        yield from _morphemes(piece[:middle])
        yield from ((middle + offset, morpheme) for offset, morpheme in _morphemes(piece[middle:]))
    else:
        yield from ((0, morpheme) for morpheme in found)


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


def _tokenizer() -> Tokenizer:
    """One tokeniser a thread: they share the dictionary, but must not be used by two threads at once."""
    if not hasattr(_threads, "tokenizer"):
        _threads.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
    tokenizer: Tokenizer = _threads.tokenizer
    return tokenizer


@cache
def _carries(part_of_speech: int) -> bool:
    """Whether words of a part of speech (Sudachi's number) say what a text is about."""
    names = _dictionary().pos_of(part_of_speech)
    if names is None:
        return True
    return names[0] not in _EMPTY_CLASSES and (names[0] != "記号" or names[1] == "文字")


@cache
def _substance(part_of_speech: int) -> float:
    """How much words of a part of speech say, above 0 to 1."""
    names = _dictionary().pos_of(part_of_speech) or ("",)
    if _DEPENDENT in names:
        return _DEPENDENT_SUBSTANCE
    return _SUBSTANCE.get(names[0], 1.0)
