"""Truth."""

from spice.domain.datatypes.checking import Check, Spec, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType


def booleans(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a boolean."""

    def check(value: object) -> object:
        if type(value) is not bool:
            raise wrong_type("true or false", value)
        return value

    return check


BOOLEAN = DataType(
    name="xsd:boolean",
    description="True or false.",
    accepts=("true", "false"),
    normal_form="a JSON boolean",
    examples=(True, False),
    build=booleans,
    kind="boolean",
    cell="boolean",
    json_schema={"type": "boolean"},
)
