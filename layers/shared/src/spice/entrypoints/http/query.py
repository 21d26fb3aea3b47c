"""The query string, read name by name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl
from uuid import UUID

from spice.application.ground.times import moment_parameter
from spice.domain.bounds import PARAMETERS
from spice.domain.errors import Code, DomainError, refuse
from spice.domain.hints import did_you_mean, shown
from spice.domain.spelling import spelled
from spice.domain.wording import quoted


class Query:
    """Parameters with their values; every reader refuses with invalid_parameter what it cannot read."""

    __slots__ = ("_values", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._values = _parse(text) if text else {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were given."""
        return tuple(self._values)

    def all(self, name: str) -> list[str]:
        """Every value of a repeated parameter, in order."""
        return self._values.get(name, [])

    def one(self, name: str, default: str | None = None) -> str | None:
        """The value of a parameter that may come once."""
        values = self._values.get(name)
        if values is None:
            return default
        if len(values) > 1:
            raise invalid(name, values, "it may be given once")
        return values[0]

    def name(self, parameter: str) -> str | None:
        """A name or an id, in the one spelling in which it is kept."""
        text = self.one(parameter)
        return None if text is None else spelled(text)

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        text = self.one(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and lowest <= int(text) <= highest):
            raise invalid(name, text, f"expected a whole number from {lowest} to {highest}")
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """true or false."""
        text = self.one(name)
        if text is None:
            return default
        if (lowered := text.lower()) not in ("true", "false"):
            raise invalid(name, text, "expected true or false")
        return lowered == "true"

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of a few words."""
        text = self.one(name, default) or default
        if text not in options:
            raise invalid(name, text, f"expected one of {', '.join(options)}")
        return text

    def moment(self, name: str, zone: str | None) -> datetime | None:
        """A time: RFC 3339, or a date; in a time zone (None: UTC) where it has no offset."""
        text = self.one(name)
        return None if text is None else moment_parameter(name, text, zone)

    def uuid(self, name: str) -> UUID | None:
        """A UUID in its usual form."""
        text = self.one(name)
        return None if text is None else uuid(name, text)

    def expect(self, known: Sequence[str]) -> None:
        """Refuse a parameter that is none of these."""
        for given in self._values:
            if given not in known:
                hint = did_you_mean(given, known) or "this takes no parameters"
                raise refuse("invalid_parameter", f"unknown parameter {quoted(given)}", value=shown(given), hint=hint)

    def bound(self, longest: Mapping[str, int]) -> None:
        """Refuse a parameter that is longer than these may be."""
        for name, most in longest.items():
            for value in self.all(name):
                if len(value) > most:
                    raise invalid(name, shown(value), f"it has at most {most} characters")


def invalid(name: str, value: object, rule: str) -> DomainError:
    """Make the error for a parameter or header that cannot be read."""
    return refuse("invalid_parameter", f"{name}: {rule}", value=value)


def uuid(name: str, text: str) -> UUID:
    """Read a UUID in its usual form (uuid.UUID alone takes braces, URNs and bare hex too)."""
    if len(text) == 36 and text.count("-") == 4:
        try:
            return UUID(text)
        except ValueError:
            pass
    raise invalid(name, text, "expected a UUID")


def _parse(text: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS)
    except (ValueError, UnicodeDecodeError) as broken:
        raise refuse("invalid_parameter", "the query string is not UTF-8, or has too many parameters") from broken
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in value or "\0" in name:
            code: Code = "invalid_cursor" if name == "cursor" else "invalid_parameter"
            raise refuse(code, f"{quoted(name)}: NUL is not allowed")
        values.setdefault(name, []).append(value)
    return values
