"""Postal addresses."""

from spice.domain.datatypes.address_places import place_of
from spice.domain.datatypes.checking import Check, Rejected, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.countries import a_country
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.records import patches_of, read_parts
from spice.domain.datatypes.rules import Rule, one_of
from spice.domain.errors import Problem

_EXPECTED = 'an address as a text, or as {"text": …} or its parts'
_LONGEST = 1000
_LARGE_FIRST = frozenset({"KR", "JP", "CN", "TW", "KP", "HK", "MO"})


def a_line(value: object) -> object:
    """Read an address in one line: single spaces, full-width digits as narrow ones."""
    text = folded(value, _EXPECTED, longest=_LONGEST)
    if not any(char.isalpha() for char in text):
        raise wrong_type(_EXPECTED, value)
    return text


def _part(value: object) -> object:
    text = folded(value, "a text", longest=_LONGEST)
    if not text:
        raise wrong_type("a text that is not empty", value)
    return text


_PARTS: dict[str, Check] = {"text": a_line, "country": a_country, "postal_code": _part, "region": _part}
_PARTS |= dict.fromkeys(("city", "street", "detail"), _part)
_PLACES = ("detail", "street", "city", "region")


def an_address(value: object) -> object:
    """Read an address; what its text tells (country, postal code, region, city) is added, unless it is given."""
    parts = {"text": a_line(value)} if isinstance(value, str) else read_parts(value, _PARTS, _EXPECTED)
    if "text" not in parts:
        parts["text"] = _composed(parts)
    dear(15)
    told = place_of(str(parts["text"]))
    if parts.get("country", told.get("country")) != told.get("country"):
        told = {}
    found = {**told, **parts}
    return {name: found[name] for name in _PARTS if name in found}


def _composed(parts: dict[str, object]) -> str:
    places = [str(parts[name]) for name in _PLACES if name in parts]
    if not places:
        raise Rejected([Problem(code="missing_property", message=f"must be {_EXPECTED}", path="/text")])
    large_first = parts.get("country") in _LARGE_FIRST or not "".join(places).isascii()
    return " ".join(reversed(places)) if large_first else ", ".join(places)


def addresses(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an address."""
    countries = constraints_of(spec).get("countries")

    def of_country(value: object) -> None:
        found = value.get("country") if isinstance(value, dict) else None
        if isinstance(countries, list) and found not in countries:
            raise violated(f"must be in {' or '.join(countries)}", found)

    rules: list[Rule] = [] if countries is None else [of_country]
    return also(an_address, rules)


def address_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch: a text replaces the address, parts alone are merged."""
    return patches_of(addresses(spec, compile_), _PARTS, "text", _EXPECTED)


ADDRESS = DataType(
    name="ADDRESS",
    description="A postal address. Filters, sorts and facets that name the property look at its text.",
    accepts=(
        'a text: "서울특별시 강남구 테헤란로 152", "〒100-0001 東京都千代田区千代田1-1"',
        '{"text", "country", "postal_code", "region", "city", "street", "detail"}, some of them',
    ),
    normal_form=(
        "an object with its text in one line, and what that tells: a postal code; of Korea, Japan, China and Taiwan "
        "the country and the region, of Korea the city or district"
    ),
    examples=({"text": "서울특별시 강남구 테헤란로 152", "country": "KR", "region": "서울특별시", "city": "강남구"},),
    build=addresses,
    build_patch=address_patches,
    parts={"text": "text", **dict.fromkeys((name for name in _PARTS if name != "text"), "keyword")},
    main="text",
    parts_asked=_PARTS,
    constraints={"countries": one_of("in one of these countries (ISO 3166)", a_country)},
    keyable=False,
    cell="structure",
    json_schema={
        "type": "object",
        "properties": {name: {"type": "string"} for name in _PARTS},
        "required": ["text"],
        "additionalProperties": False,
    },
)
