"""Stems: English endings and Korean particles, so that other forms of a word are found too."""

import re
from functools import lru_cache

_VOWEL = re.compile("[aeiouy]").search
_DOUBLED = re.compile(r"([bdfgmnprt])\1$").search
_ENDINGS = (
    "은 는 이 가 을 를 의 에 도 만 로 과 와 나 랑 에서 에게 에는 에도 에만 께서 한테 으로 로서 로써 이나 이랑 처럼 "
    "보다 부터 까지 마다 조차 마저 밖에 하고 이라 라고 이다 입니다 으로서 으로써 에서는 에서도 에게서 으로는 "
    "으로도 까지는 까지도 부터는 이라고 이라는 라는"
)
_PARTICLES = sorted(_ENDINGS.split(), key=len, reverse=True)
_SHORTEST = 2


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Take an English word's ending off (plural, -ed, -ing, -ly, a last e); other words stay as they are."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _verb(_singular(word))
    if word.endswith("ly") and len(word) > 4:
        word = word[:-2]
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def without_particle(word: str) -> str:
    """Take a particle off the end of a Korean word of which two syllables remain."""
    for particle in _PARTICLES:
        if len(word) - len(particle) >= _SHORTEST and word.endswith(particle):
            return word[: -len(particle)]
    return word


def _singular(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("ches", "shes", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _verb(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and _VOWEL(base):
            return base[:-1] if _DOUBLED(base) else base
    return word
