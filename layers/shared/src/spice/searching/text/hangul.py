"""Hangul as keys on a keyboard: syllables taken apart, so that half-typed and mistyped ones can be compared."""

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_VOWEL_KEYS = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
_FINAL_KEYS = {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ"} | {
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
_KEYS = _VOWEL_KEYS | _FINAL_KEYS
_FIRST, _LAST = 0xAC00, 0xD7A3


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = letters = _taken_apart(code)
        return letters


def jamo(text: str) -> str:
    """Spell syllables as the letters they are typed with; leave everything else."""
    return text if text.isascii() else text.translate(_LETTERS)


def has_hangul(text: str) -> bool:
    """Tell whether there is a syllable or a letter of Hangul."""
    return any(_FIRST <= ord(letter) <= _LAST or "\u3131" <= letter <= "\u318e" for letter in text)


def _taken_apart(code: int) -> str:
    if not _FIRST <= code <= _LAST:
        return _KEYS.get(chr(code), chr(code))
    initial, rest = divmod(code - _FIRST, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    letters = (_INITIALS[initial], _VOWELS[vowel], _FINALS[final])
    return "".join(_KEYS.get(letter, letter) for letter in letters)


_LETTERS = _Letters()
