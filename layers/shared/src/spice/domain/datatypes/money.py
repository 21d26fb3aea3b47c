"""Money: an exact amount in a currency."""

import re
from decimal import Decimal
from itertools import islice

from spice.domain.bounds import UNKNOWN
from spice.domain.datatypes.checking import Check, Rejected, Spec, also, constraints_of, violated, within, wrong_type
from spice.domain.datatypes.currencies import CURRENCIES
from spice.domain.datatypes.datatype import Compile, Constraint, DataType
from spice.domain.datatypes.numbers import a_number
from spice.domain.datatypes.rules import Rule, bounds, list_of, order_rules
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer, shown

_AMOUNT = re.compile(r"-?\d{1,1000}(?:\.\d{1,1000})?", re.ASCII).fullmatch
_ZEROS = re.compile(r"^(-?)0+(?=\d)")
_SHAPE = 'money as {"amount": "12500", "currency": "KRW"}'


def an_amount(value: object) -> object:
    """Read an amount, a decimal in a text or a number; its normal form is the text without exponent."""
    if isinstance(value, int | Decimal) and type(value) is not bool:
        value = format(Decimal(a_number(value)), "f")  # type: ignore[arg-type]  # an int or a Decimal
    if type(value) is not str or not _AMOUNT(value):
        raise wrong_type("a decimal in a text", value)
    return _ZEROS.sub(r"\1", value)


def a_currency(value: object) -> object:
    """Read an ISO 4217 code; the normal form is in capitals."""
    if type(value) is not str or len(value) != 3 or value.upper() not in CURRENCIES:
        raise wrong_type("an ISO 4217 currency code", value)
    return value.upper()


_PARTS: dict[str, Check] = {"amount": an_amount, "currency": a_currency}


def a_money(value: object) -> object:
    """Read money, both parts."""
    return _money(value, whole=True)


def moneys(spec: Spec, compile_: Compile) -> Check:
    """Build the check of money."""
    return also(a_money, [*order_rules(spec, _rank), *_currency_rule(spec)])


def money_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch of money: either part may be missing."""
    whole = moneys(spec, compile_)

    def check(value: object) -> object:
        both = isinstance(value, dict) and all(value.get(part) is not None for part in _PARTS)
        return whole(value) if both else _money(value, whole=False)

    return check


def _money(value: object, *, whole: bool) -> dict[str, object]:
    if not isinstance(value, dict):
        raise wrong_type(_SHAPE, value)
    problems = [_unknown(name) for name in islice((name for name in value if name not in _PARTS), UNKNOWN)]
    normal: dict[str, object] = {}
    for name, read in _PARTS.items():
        part = value.get(name)
        if part is None and (whole or name in value):
            problems.append(Problem(code="missing_property", message=f"must be {_SHAPE}", path=f"/{name}"))
        elif part is not None:
            try:
                normal[name] = read(part)
            except Rejected as rejected:
                problems += within(rejected, name)
    if problems:
        raise Rejected(problems)
    return normal


def _unknown(name: str) -> Problem:
    return Problem(
        code="unknown_property", message=f"must be {_SHAPE}", path=pointer("", name), hint=did_you_mean(name, _PARTS)
    )


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
    ),
    normal_form="the amount as a decimal in a text, the currency in capitals",
    examples=({"amount": "12500", "currency": "KRW"},),
    build=moneys,
    build_patch=money_patches,
    kind="composite",
    parts={"amount": "number", "currency": "keyword"},
    parts_asked={"currency": a_currency},
    constraints={
        **bounds(a_number),
        "currencies": Constraint(meaning="in one of these currencies", read=list_of(a_currency)),
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
