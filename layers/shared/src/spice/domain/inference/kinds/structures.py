"""Lists and objects written in one cell."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind

_OBJECT = re.compile(r"\{\s*(?:[\"'][^\"']+[\"']\s*:.*|\})", re.DOTALL)
_LIST = re.compile(r"\[.*\]|\[\s*[\[{\"'\d-].{200,}|\{[^:{},]*,[^:{}]*\}", re.DOTALL)
_PARTED = {mark: re.compile(rf"[^{mark}]{{1,60}}(?:{re.escape(mark)}[^{mark}]{{0,60}}){{1,}}") for mark in "|;"}
_TUPLE = re.compile(r"\([^()][^(),]{0,199}(?:,[^(),]{0,200})+\)")


def is_object(text: str) -> bool:
    """Tell whether a text is an object of JSON, or begins as one: a long cell may have been cut."""
    return text.startswith("{") and _OBJECT.fullmatch(text) is not None


def is_list(text: str) -> bool:
    """Tell whether a text is a list of JSON, or is written as one."""
    return text[:1] in "[{" and _LIST.fullmatch(text) is not None


def is_parted(text: str) -> bool:
    """Tell whether a text is several, with semicolons or bars between."""
    if _TUPLE.fullmatch(text):
        return True
    return "://" not in text and any(
        mark in text and form.fullmatch(text) is not None for mark, form in _PARTED.items()
    )


def is_several(text: str) -> bool:
    """Tell whether a text is a list of either sort."""
    return is_list(text) or is_parted(text)


def _judged_list(column: Column) -> float:
    if column.share(is_list) >= 0.5:
        return 0.0
    return -2.5 if column.size < 3 or column.mean_length > 120 else -1.5


OBJECT = Kind(
    name="OBJECT", needs=frozenset("{"), words="an object", fits=is_object, stored="OBJECT", strength=7.0, named=1.0
)
ARRAY = Kind(
    name="ARRAY",
    needs=frozenset("[{(|;"),
    words="a list",
    fits=is_several,
    stored="ARRAY",
    strength=5.8,
    named=1.5,
    judge=_judged_list,
    least=0.6,
)
KINDS = (OBJECT, ARRAY)
