"""Yes and no."""

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind

_YES_WORDS = """
    yes y true t on sure yeah yep yup ok oui vrai sí si verdadero ja wahr 예 네 참 유 有 있음 はい 是 真 对 對 ○ o
    はい有 가능 사용 동의 agree agreed 1 √ ✓ ✔ 해당 完了 対象 はい
"""
_YES = frozenset(_YES_WORDS.split())
_NO_WORDS = """
    no n false f off nope non faux falso nein falsch 아니오 아니요 거짓 무 無 없음 いいえ 否 假 不 错 × x 불가
    불가능 미사용 미동의 0 미해당 対象外 无 ✗ ✘ not never disagree 👎
"""
_NO = frozenset(_NO_WORDS.split())
_HANDS = frozenset("👌👍👎")
_WEAK_WORDS = """
    0 1 y n o x t f on off ok 유 무 有 無 无 ○ × si ja not 对 不 사용 미사용 가능 불가
"""
_WEAK = frozenset(_WEAK_WORDS.split())
_PAIRS = tuple(
    map(
        frozenset,
        (
            "yn",
            "tf",
            "ox",
            "유무",
            "有無",
            "有无",
            "○×",
            ("on", "off"),
            ("对", "不"),
            ("사용", "미사용"),
            ("가능", "불가"),
        ),
    )
)
"""Words that mean yes or no beside each other alone."""
_COUNTS = ("count", "number", "num", "qty", "quantity", "수", "数", "개수", "건수", "nb", "nombre", "cars", "rooms")


def truth_of(text: str) -> bool | None:
    """Read a yes or a no; None: it is neither."""
    word = text.lower().rstrip(".!")
    return True if word in _YES else False if word in _NO else None


def is_answer(text: str) -> bool:
    """Tell whether a text says yes or no."""
    return len(text) <= 12 and (
        (word := text.lower().rstrip(".!")) in _YES or word in _NO or _spoken(word) or word[:1] in _HANDS
    )


def _spoken(word: str) -> bool:
    return " " in word and len(word) <= 12 and all(part in _YES or part in _NO for part in word.split())


def _judged(column: Column) -> float:
    words = {value.lower() for value in column.counts}
    told = 0.0
    if words & _YES and words & _NO:
        told += 1.5
    if words <= {"0", "1"}:
        told += _digits(column, words)
    elif words <= _WEAK:
        told -= 0.5 if any(words == pair for pair in _PAIRS) else 5.0
    extra = len(words - _YES - _NO)
    return told - 0.5 * max(0, extra - 2)


def _digits(column: Column, words: set[str]) -> float:
    if column.header.has(*_COUNTS) or len(words) == 1:
        return -3.0 if not column.header.naming("BOOLEAN") else 0.5
    return -1.0 if column.size < 8 else 0.2


BOOLEAN = Kind(
    name="BOOLEAN",
    words="yes or no",
    fits=is_answer,
    stored="xsd:boolean",
    strength=4.2,
    named=2.5,
    least=0.6,
    judge=_judged,
)
KINDS = (BOOLEAN,)
