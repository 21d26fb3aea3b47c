"""The formats of JSON Schema that texts may be asked to have, as their RFCs have them."""

from collections.abc import Callable
from functools import lru_cache

from spice.domain.datatypes.admitting import alike
from spice.domain.datatypes.checking import Spec, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Constraint
from spice.domain.datatypes.rules import Rule
from spice.domain.hints import did_you_mean

FORMATS = (
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
)


@lru_cache(maxsize=len(FORMATS))
def format_test(name: str) -> Callable[[str], bool]:
    """Make the test whether a text has a format."""
    # A large library, and few classes ask for a format: a cold start does not pay for the import.
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator({"format": name}, validate_formats=True).is_valid


def a_format(value: object) -> object:
    """Read a constraint's value that names a format."""
    if not isinstance(value, str) or value not in FORMATS:
        raise wrong_type(f"one of {', '.join(FORMATS)}", value, hint=did_you_mean(value, FORMATS))
    return value


FORMAT = Constraint(meaning=f"of a format of JSON Schema: {', '.join(FORMATS)}", read=a_format, admits=alike)


def format_rule(spec: Spec) -> list[Rule]:
    """Demand that a text has a format, if one is named."""
    name = constraints_of(spec).get("format")
    if not isinstance(name, str):
        return []

    def rule(value: object) -> None:
        if not format_test(name)(str(value)):
            raise violated(f"must have the format {name}", value)

    return [rule]
