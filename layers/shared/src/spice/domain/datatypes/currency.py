"""Currencies of ISO 4217."""

from collections.abc import Mapping
from functools import lru_cache

from spice.domain.datatypes.checking import Check, Spec, also, wrong_type
from spice.domain.datatypes.countries import LANGUAGES
from spice.domain.datatypes.currencies import CURRENCIES, SHARED, SIGNS
from spice.domain.datatypes.datatype import Compile, Constraint, DataType
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.home import NOWHERE, Home, home_of
from spice.domain.datatypes.rules import choices, enum_rule

_EXPECTED = "a currency as an ISO 4217 code, by sign or by name"


def a_code(value: object) -> object:
    """Read an ISO 4217 code; the normal form is in capitals."""
    if type(value) is not str or len(value) != 3 or value.upper() not in CURRENCIES:
        raise wrong_type("an ISO 4217 currency code", value)
    return value.upper()


def a_currency(value: object, home: Home) -> object:
    """Read a code, a sign or a name; a sign that several currencies have is the region's."""
    text = folded(value, _EXPECTED)
    found = currency_signed(text, home) or _named().get(text.casefold())
    if found is None:
        hint = "several currencies have this sign: write a code" if text in SHARED else None
        raise wrong_type(_EXPECTED, value, hint=hint)
    return found


def currency_signed(sign: str, home: Home) -> str | None:
    """Find the currency of a sign, a word or a code, as it is written beside an amount; None: there is none."""
    if sign.upper() in CURRENCIES:
        return sign.upper()
    found = SIGNS.get(sign.casefold().replace(" ", ""))
    shared = SHARED.get(found) if found else None
    return found if shared is None else shared.get(home.region, shared.get(None))


@lru_cache(maxsize=1)
def _named() -> Mapping[str, str]:
    # Names come in five languages: a cold start does not pay for what few classes hold.
    from babel import Locale

    names: dict[str, str] = {}
    for language in LANGUAGES:
        told = Locale.parse(language).currencies
        names |= {str(name).casefold(): code for code, name in told.items() if code in CURRENCIES}
    return names


def _in(home: Home) -> Check:
    return lambda value: a_currency(value, home)


def currencies(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a currency."""
    return also(_in(home_of(spec)), enum_rule(spec))


def _constraints(home: Home) -> dict[str, Constraint]:
    return choices(_in(home))


CURRENCY = DataType(
    name="CURRENCY",
    closed=True,
    description="A currency of ISO 4217.",
    accepts=(
        "a code, in letters of either size",
        "₩, €, 円 and other signs",
        "a name in English, Korean, Japanese, Chinese",
    ),
    normal_form="the code in capitals",
    examples=("KRW",),
    build=currencies,
    kind="keyword",
    constraints=_constraints(NOWHERE),
    constraints_in=_constraints,
    widens_to=("xsd:string",),
    json_schema={"type": "string", "pattern": "^[A-Z]{3}$"},
)
