"""Values as messages quote them: as JSON has them, in words where they are long."""

from decimal import Decimal

_LONGEST = 200


def quoted(value: object) -> str:
    """Write a value into a message: a text in quotes, a number or a word of JSON as it is, of others what they are."""
    match value:
        case str():
            return f"'{value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}'"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)[:_LONGEST]
        case dict():
            return "an object"
        case _:
            return "a list"
