"""Whether a text asks for one answer or names a subject: the two want different passages found."""

from __future__ import annotations

import re
import unicodedata

# Interrogatives as they are written; 「何」 also stands in 何年, 何人, 何という.
_JAPANESE = re.compile(
    "[何誰幾]|なに|なん[だでとのてか]|だれ|どこ|いつ|どの|どれ|どちら|どっち|どんな|どう|いくつ|いくら|なぜ"
)
_JAPANESE_END = re.compile(r"(?:[かは]|(?:答え|こたえ|選び|選べ|挙げ|あげ).{0,6})$")
_ENGLISH = re.compile(r"\b(?:who|whom|whose|when|where|which|how (?:many|much|long|old|far|tall|often))\b")
_QUESTION_MARK = re.compile(r"\?\s*\S{0,2}$")
_LAST_MARKS = "。．.!、 　)」』"


def asks(text: str) -> bool:
    """Whether a text asks for one answer (who, when, which, how many…?) rather than names what it is about."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if _QUESTION_MARK.search(plain) or _JAPANESE.search(plain) or _ENGLISH.search(plain):
        return True
    return bool(_JAPANESE_END.search(plain.rstrip(_LAST_MARKS)))
