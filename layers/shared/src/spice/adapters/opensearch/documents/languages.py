"""Languages, told by their script: which analyzer a text is given to."""

import re
from collections.abc import Sequence
from functools import lru_cache

_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318f\uac00-\ud7a3]").search
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]").search
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]").search
_LATIN = re.compile("[A-Za-z]").search


@lru_cache(maxsize=1 << 12)
def language_of(text: str) -> str | None:
    """Tell which language's field a text belongs in: kuromoji drops Hangul, smartcn shreds it."""
    if text.isascii():
        return "en" if _LATIN(text) else None
    if _HANGUL(text):
        return "ko"
    if _KANA(text):
        return "ja"
    return "zh" if _HAN(text) else "en"


def languages_asked(text: str) -> Sequence[str]:
    """Tell which languages a question may be in: Han alone may be Japanese, Korean or Chinese."""
    language = language_of(text)
    if language is None:
        return ()
    return ("zh", "ja", "ko") if language == "zh" else (language,)
