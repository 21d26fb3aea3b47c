"""Texts with which people write that a cell holds nothing."""

import re

_WORDS = """
    na n/a n.a. n.a null nil none nan nat - -- --- . .. ... ? ?? x/x (null) (none) (blank) <na> <null> \\n
    없음 해당없음 해당사항없음 미상 미정 없다 자료없음 정보없음 なし 無し 該当なし 不明 未定 未登録 无 無 暂无 未知
    不详 空 缺失
    missing unknown unspecified undefined not-available not-applicable not-provided not-reported not-specified
    sin-dato sin-datos no-aplica no-disponible no-registra néant inconnu non-renseigné
"""
_ABSENT = frozenset(word.replace("-", " ") if len(word) > 4 and word[0].isalpha() else word for word in _WORDS.split())
_BROKEN = re.compile(r"#{2,}|#(?:NULL!|N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|SPILL!|CALC!)").fullmatch
"""What a spreadsheet writes where a value is too wide to show, or a formula has none."""


def is_absent(cell: str) -> bool:
    """Tell whether a cell says in words that it holds nothing, or nothing a table should have."""
    if len(cell) > 20:
        return False
    return not cell or cell.lower() in _ABSENT or (cell[0] == "#" and _BROKEN(cell) is not None)
