"""Telephone numbers."""

import re

from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint, DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded, with_hyphens
from spice.domain.datatypes.home import Home, home_of
from spice.domain.datatypes.rules import PATTERN, choices, enum_rule, one_of, pattern_rule
from spice.domain.regions import REGIONS

_PHONE = re.compile(
    r"(?:tel:)?(\+?[\d (][\d ()./-]*\d)"
    r"(?:[ ,;]*(?:extension|ext\.?=?|x|#|내선(?:번호)?|内線|分机|轉|转)[ :.]*(\d{1,7}))?",
    re.ASCII | re.IGNORECASE,
).fullmatch
_EXPECTED = "a phone number"


def a_phone(value: object, home: Home) -> object:
    """Read a number that its country can assign; the normal form is E.164, with `;ext=` for an extension."""
    found = _PHONE(with_hyphens(folded(value, _EXPECTED)))
    if found is None:
        raise wrong_type(_EXPECTED, value)
    dear(60)
    # Every country's numbering plan is dear to import, and few classes hold numbers.
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

    try:
        number = parse(found[1], home.region)
    except NumberParseException as broken:
        hint = None if home.region or found[1].startswith("+") else "write it with its country, such as +82"
        raise wrong_type(_EXPECTED, value, hint=hint) from broken
    if not is_valid_number(number):
        raise wrong_type(f"{_EXPECTED} that can be assigned in its country (+{number.country_code})", value)
    normal = format_number(number, PhoneNumberFormat.E164)
    return f"{normal};ext={found[2]}" if found[2] else normal


def phone_in(home: Home) -> Check:
    """Make the check of a number that is in a region if it names no country."""
    return lambda value: a_phone(value, home)


def phones(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a phone number."""
    regions = constraints_of(spec).get("regions")

    def of_region(value: object) -> None:
        if isinstance(regions, list) and _region(str(value)) not in regions:
            raise violated(f"must be a number of {' or '.join(regions)}", value)

    rules = [*([] if regions is None else [of_region]), *pattern_rule(spec), *enum_rule(spec)]
    return also(phone_in(home_of(spec)), rules)


def _region(number: str) -> str | None:
    from phonenumbers import parse, region_code_for_number

    found = region_code_for_number(parse(number.partition(";")[0]))
    return None if found is None else str(found)


def _a_region(value: object) -> object:
    if not isinstance(value, str) or value not in REGIONS:
        raise wrong_type("an ISO 3166 country code such as KR", value)
    return value


def _constraints(home: Home) -> dict[str, Constraint]:
    return {
        "regions": one_of("a number of one of these countries (ISO 3166)", _a_region),
        "pattern": PATTERN,
        **choices(phone_in(home)),
    }


PHONE = DataType(
    name="PHONE",
    description="A telephone number that its country can assign. Without a country it is of the database's region.",
    accepts=(
        "+82 10-1234-5678 with its country",
        "010-1234-5678, (02) 123-4567 without",
        "an extension: ext. 12, 내선 12",
    ),
    normal_form="E.164 (+821012345678), with ;ext=12 for an extension",
    examples=("+821012345678",),
    build=phones,
    kind="keyword",
    constraints=_constraints(Home()),
    constraints_in=_constraints,
    widens_to=("xsd:string",),
    json_schema={"type": "string", "pattern": r"^\+[0-9]{4,15}(;ext=[0-9]{1,7})?$"},
)
