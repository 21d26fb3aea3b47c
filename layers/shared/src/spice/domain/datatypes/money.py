"""Money: an exact amount in a currency."""

import re
from decimal import Decimal

from spice.domain.datatypes.admitting import itself
from spice.domain.datatypes.amounts import amount_of
from spice.domain.datatypes.checking import Check, Rejected, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.currencies import WITHOUT_DECIMALS
from spice.domain.datatypes.currency import a_code, currency_signed
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded, with_hyphens
from spice.domain.datatypes.home import Home, home_of
from spice.domain.datatypes.numbers import a_number
from spice.domain.datatypes.records import read_parts
from spice.domain.datatypes.rules import Rule, bounds, one_of, order_rules
from spice.domain.errors import Problem
from spice.domain.hints import shown

_AMOUNT = re.compile(r"-?\d{1,1000}(?:\.\d{1,1000})?", re.ASCII).fullmatch
_ZEROS = re.compile(r"^(-?)0+(?=\d)")
_LONGEST = 1100
_WRITTEN = re.compile(
    r"(-?)((?:[^\d\s-][^\d-]*)?)(-?)(\d[\d.,' 조兆억億亿만萬万천千백百]*)([^\d]*)", re.ASCII
).fullmatch
"""Sign, currency, sign, amount, currency."""
_SHAPE = 'money as {"amount": "12500", "currency": "KRW"}'


def an_amount(value: object) -> object:
    """Read an amount, a decimal in a text or a number; its normal form is the text without exponent."""
    if isinstance(value, int | Decimal) and type(value) is not bool:
        value = format(Decimal(a_number(value)), "f")  # type: ignore[arg-type]  # an int or a Decimal
    if type(value) is str and not _AMOUNT(value):
        value = _spelled_amount(value, value)
    if type(value) is not str:
        raise wrong_type("a decimal in a text", value)
    return _ZEROS.sub(r"\1", value)


def _spelled_amount(written: str, value: object) -> str:
    text = with_hyphens(folded(written, "a decimal in a text", longest=_LONGEST))
    amount = amount_of(text.removeprefix("-"))
    if amount is None or not _AMOUNT(amount):
        raise wrong_type("a decimal in a text", value)
    return f"-{amount}" if text.startswith("-") else amount


_PARTS: dict[str, Check] = {"amount": an_amount, "currency": a_code}


def moneys(spec: Spec, compile_: Compile) -> Check:
    """Build the check of money."""
    home = home_of(spec)

    def check(value: object) -> object:
        parts = _spelled(value, home) if isinstance(value, str) else value
        read = _without_idle_decimals(read_parts(parts, _PARTS, _SHAPE, required=tuple(_PARTS)))
        return _whole_units(read) if isinstance(value, str) else read

    return also(check, [*order_rules(spec, _rank), *_currency_rule(spec)])


def _spelled(value: str, home: Home) -> dict[str, object]:
    """Read money as people write it: a sign, a code or a word before the amount or behind it."""
    dear(25)
    found = _WRITTEN(with_hyphens(folded(value, _SHAPE, longest=_LONGEST)))
    if found is None:
        raise wrong_type(_SHAPE, value)
    minus, before, inner, amount, behind = (part.strip() for part in found.groups())
    codes = {currency_signed(sign, home) for sign in (before, behind) if sign}
    if len(codes) != 1 or None in codes or (minus and inner):
        raise wrong_type("an amount with one currency", value, hint="write the code of its currency, such as KRW")
    return {"amount": _spelled_amount(minus + inner + amount, value), "currency": codes.pop()}


def _without_idle_decimals(value: dict[str, object]) -> dict[str, object]:
    """Write 100.00 of a currency without decimals as 100."""
    whole, _, behind = str(value["amount"]).partition(".")
    idle = behind and not behind.strip("0") and value["currency"] in WITHOUT_DECIMALS
    return {**value, "amount": whole} if idle else value


def _whole_units(value: dict[str, object]) -> dict[str, object]:
    """Refuse a part of a unit that has none: in a text it is a slip more often than a price, which an object says."""
    if "." in str(value["amount"]) and value["currency"] in WITHOUT_DECIMALS:
        said = f"must be whole: {value['currency']} has no decimals"
        hint = f'{{"amount": "{shown(value["amount"])}", "currency": "{value["currency"]}"}} says a part of a unit'
        raise Rejected(
            [Problem(code="constraint_violated", message=said, path="/amount", value=value["amount"], hint=hint)]
        )
    return value


def money_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch of money: either part may be missing."""
    whole = moneys(spec, compile_)

    def check(value: object) -> object:
        if not isinstance(value, dict) or all(value.get(part) is not None for part in _PARTS):
            return whole(value)
        return read_parts(value, _PARTS, _SHAPE, required=[part for part in _PARTS if part in value])

    return check


def _rank(value: object) -> Decimal:
    return Decimal(value["amount"] if isinstance(value, dict) else value)  # type: ignore[arg-type]  # a limit is a number


def _currency_rule(spec: Spec) -> list[Rule]:
    allowed = constraints_of(spec).get("currencies")
    if not isinstance(allowed, list):
        return []

    def rule(value: object) -> None:
        currency = value["currency"] if isinstance(value, dict) else None
        if currency not in allowed:
            raise violated(f"must be in {' or '.join(allowed)}", shown(currency))

    return [rule]


MONEY = DataType(
    name="MONEY",
    description="An exact amount in a currency of ISO 4217.",
    accepts=(
        '{"amount": "12500", "currency": "KRW"}',
        "the amount as a JSON number",
        "the currency in small letters",
        'a text: "₩15,000", "15,000원", "１２，０００円", "USD 12.50", "3만 5천원"',
    ),
    normal_form="the amount as a decimal in a text, KRW 100.00 as 100; the currency in capitals",
    examples=({"amount": "12500", "currency": "KRW"},),
    build=moneys,
    build_patch=money_patches,
    kind="composite",
    parts={"amount": "number", "currency": "keyword"},
    parts_asked={"amount": an_amount, "currency": a_code},
    constraints={
        **bounds(a_number, itself),
        "currencies": one_of("in one of these currencies", a_code),
    },
    keyable=False,
    cell="structure",
    json_schema={
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    },
)
