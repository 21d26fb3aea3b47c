"""Percentages."""

import re
from decimal import Decimal

from spice.domain.datatypes.admitting import itself
from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.decimals import a_decimal, exact
from spice.domain.datatypes.folding import folded, with_hyphens
from spice.domain.datatypes.numbers import DIGITS, MOST_DIGITS
from spice.domain.datatypes.rules import bounds, choices

_PERCENT = re.compile(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?) ?(?:%|percent|퍼센트|프로|パーセント)", re.ASCII)
_EXPECTED = "a percentage such as 12.5 or 12.5%"


def a_percent(value: object) -> object:
    """Read a percentage, a number or a text with its sign; 12.5 and 12.5% are the same."""
    if type(value) is not str:
        return a_decimal(value)
    found = _PERCENT.fullmatch(with_hyphens(folded(value, _EXPECTED, longest=MOST_DIGITS)))
    if found is None:
        raise wrong_type(_EXPECTED, value)
    number = Decimal(found[1] + found[2].replace(",", ""))
    return a_decimal(int(number) if "." not in found[2] else number)


PERCENT = DataType(
    name="PERCENT",
    description="An exact percentage: 50 is one half. It may be below 0 and above 100 unless a class bounds it.",
    accepts=("a JSON number, in percent", 'a text with its sign: "12.5%", "１２．５％", "12.5 퍼센트"'),
    normal_form="a JSON number, all digits kept",
    examples=(Decimal("12.5"), 50),
    build=exact(a_percent),
    kind="number",
    constraints={**bounds(a_percent, itself), **choices(a_percent), **DIGITS},
    widens_to=("xsd:decimal",),
    cell="share",
    json_schema={"type": "number"},
)
