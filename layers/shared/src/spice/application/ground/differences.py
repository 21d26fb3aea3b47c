"""What differs between two states, as JSON pointers by name."""

from collections.abc import Iterator, Mapping

from msgspec import UNSET, Struct, UnsetType

from spice.domain.datatypes.parts import Inside, Part, told
from spice.domain.hints import pointer
from spice.domain.personal import ERASED, LOST
from spice.messages.shapes import Value


class Change(Struct, frozen=True):
    """A value that changed; what was not there is null."""

    path: str
    before: Value
    after: Value
    erased: bool | UnsetType = UNSET
    """A value of a person whose data was erased is null."""
    lost: bool | UnsetType = UNSET
    """So is one that nobody can open any more, as the database is an old copy."""


def differences(
    before: Mapping[str, object],
    after: Mapping[str, object],
    path: str = "",
    *,
    nested: bool = True,
    inside: Inside = None,
) -> Iterator[Change]:
    """List what differs, into nested objects, as JSON pointers by name. `inside`: whose keys are none of names yet."""
    for key in dict.fromkeys((*before, *after)):
        part = Part(name=key) if inside is None else inside.get(key)
        if part is not None:
            yield from difference(part, before.get(key), after.get(key), path, nested=nested)


def difference(part: Part, old: object, new: object, path: str = "", *, nested: bool = True) -> Iterator[Change]:
    """List what differs of one property, into nested objects."""
    at = pointer(path, part.name)
    if nested and isinstance(old, dict) and isinstance(new, dict):
        yield from differences(old, new, at, inside=part.inside)
    elif gone := [each for each in (ERASED, LOST) if old is each or new is each]:
        old, new = (None if value in gone else told(value, part.inside) for value in (old, new))
        yield Change(path=at, before=old, after=new, erased=ERASED in gone or UNSET, lost=LOST in gone or UNSET)
    else:
        old, new = told(old, part.inside), told(new, part.inside)
        if old != new or isinstance(old, bool) != isinstance(new, bool):
            yield Change(path=at, before=old, after=new)
