"""What is left to call a text: choices of a few, short texts and long ones."""

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind

_LONGEST_CHOICE, _MOST_CHOICES = 60, 60
_LONG = 45
_MANY = 20


def is_text(text: str) -> bool:
    """Tell that any text is one."""
    return True


def is_choice(text: str) -> bool:
    """Tell whether a text is short enough to be chosen from a list."""
    return len(text) <= _LONGEST_CHOICE and "\n" not in text


def _judged_choice(column: Column) -> float:
    named = column.header.naming("ENUM")
    if (
        column.distinct > min(_MOST_CHOICES, column.size // (4 if column.size >= _MANY else 2))
        or column.mean_length > _LONGEST_CHOICE / 2
    ):
        return -3.0
    if column.constant and not named:
        return -2.5
    wordy = any(column.header.naming(name) for name in ("STRING", "TEXT")) and not named
    return (0.8 if column.size >= 20 else 0.0) - (1.8 if wordy else 0.0)


def _judged_text(column: Column) -> float:
    spaced = sum(value.count(" ") >= 5 or len(value) > 80 for value in column.sample) / max(1, len(column.sample))
    return 1.5 if column.mean_length > _LONG and spaced > 0.4 else -1.5


ENUM = Kind(
    name="ENUM", words="one of a few choices", fits=is_choice, stored="ENUM", strength=1.6, named=1.6,
    judge=_judged_choice, least=0.95,
)  # fmt: skip
TEXT = Kind(
    name="TEXT", words="a longer text", fits=is_text, stored="xsd:string", strength=1.4, named=0.6, judge=_judged_text
)
STRING = Kind(name="STRING", words="a text", fits=is_text, stored="xsd:string", strength=1.5, named=0.6)
KINDS = (ENUM, TEXT, STRING)
