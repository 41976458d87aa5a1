"""English words: which carry nothing, and which stem the others share."""

from __future__ import annotations

from functools import lru_cache
from threading import local

import snowballstemmer

_STOP_WORDS = """
a about after all also an and any are as at be been before being between both but by can could did do does
during each every few for from had has have having he her here his how i if in into is it its may me might
more most must my no nor not of on only onto or other our over own same shall she should so some such than
that the their them then there these they this those through to too under upon very via was we were what
when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_SHORTEST = 3
# Base form, then what it becomes without an ending that a stemmer could take off.
_IRREGULAR_FORMS = """
arise arose arisen; bear borne; beat beaten; become became; begin began begun; bend bent; bite
bitten; bleed bled; blow blew blown; break broke broken; bring brought; build built; burn burnt; buy bought; catch
caught; choose chose chosen; cling clung; come came; creep crept; dig dug; draw drew drawn; drink drank drunk; drive
drove driven; eat ate eaten; fall fell fallen; feed fed; fight fought; find found; flee fled; fly flew
flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got
gotten; give gave given; go went gone; grow grew grown; hang hung; hear heard; hide hid hidden; hold
held; keep kept; know knew known; lead led; lend lent; lose lost; make made; mean meant; meet met; pay
paid; ride rode ridden; ring rang rung; rise risen; run ran; say said; see seen; seek sought; sell sold; send
sent; shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk;
sit sat; sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; stand stood; steal stole
stolen; stick stuck; sting stung; strike struck; swear swore sworn; sweep swept; swell swollen; swim swam swum; swing
swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown; understand
understood; wake woke woken; wear wore worn; weave wove woven; win won; write wrote written;
child children; foot feet; goose geese; knife knives; leaf leaves; life lives; man men; mouse mice; tooth teeth; woman
women; bad worse worst; good better best
"""
_BASES = {form: base for base, *forms in (line.split() for line in _IRREGULAR_FORMS.split(";")) for form in forms}
_threads = local()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word after Porter's second algorithm (Snowball English), of an irregular form that of
    its base; short words stay."""
    word = _BASES.get(word, word)
    if len(word) < _SHORTEST:
        return word
    if not hasattr(_threads, "stemmer"):
        _threads.stemmer = snowballstemmer.stemmer("english")
    return str(_threads.stemmer.stemWord(word))
