"""One of the values a class lists."""

from spice.domain.datatypes.checking import Check, Spec, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType, Describe, JsonSchema
from spice.domain.datatypes.texts import a_text
from spice.domain.hints import did_you_mean
from spice.domain.spelling import spelled


def members(spec: Spec) -> list[str]:
    """Name the members a property lists, as texts or as objects with a name."""
    values = spec.get("values")
    listed = values if isinstance(values, list) else []
    return [str(value["name"]) if isinstance(value, dict) else str(value) for value in listed]


def enumerations(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an ENUM property: a member is named in any normal form."""
    names = members(spec)
    allowed = {spelled(name): name for name in names}

    def check(value: object) -> object:
        if type(value) is not str:
            raise wrong_type("one of the listed texts", value)
        if (member := allowed.get(spelled(value))) is not None:
            return member
        raise violated(f"must be one of {', '.join(names[:20])}", value, hint=did_you_mean(value, names))

    return check


def a_name(value: object) -> object:
    """Read the name of a member of any class, in any normal form."""
    return spelled(str(a_text(value)))


def _described(spec: Spec, describe: Describe) -> JsonSchema:
    return {"type": "string", "enum": members(spec)}


ENUM = DataType(
    name="ENUM",
    closed=True,
    description='One of the listed values: "values": ["new", {"name": "used", "label": {"en": "Used"}}].',
    accepts=("a JSON string that is one of the names",),
    normal_form="the name",
    examples=("new",),
    build=enumerations,
    asked=a_name,
    kind="keyword",
    widens_to=("xsd:string",),
    holds="values",
    json_schema=_described,
)
