"""The members of an ENUM as a client writes them -> in normal form."""

from collections.abc import Mapping

from spice.domain.hints import pointer
from spice.domain.ontology.reading import Reading
from spice.domain.spelling import spelled

_LONGEST = 256
_MEMBER = ("id", "name", "label", "description")


def read_values(reading: Reading, raw: Mapping[str, object], path: str) -> list[dict[str, object]]:
    """Read `values`: texts, or objects with a name and a label."""
    at = f"{path}/values"
    if not raw.get("values"):
        reading.fault("missing_property", 'an ENUM needs values, such as ["new", "used"]', at)
        return []
    members: dict[str, dict[str, object]] = {}
    for index, value in enumerate(reading.listed(raw, "values", path)):
        member = _member(reading, value, pointer(at, index))
        if member is not None and str(member["name"]) in members:
            reading.fault("constraint_violated", f"'{member['name']}' is listed twice", pointer(at, index))
        elif member is not None:
            members[str(member["name"])] = member
    return [*members.values()]


def _member(reading: Reading, raw: object, path: str) -> dict[str, object] | None:
    found = {"name": raw} if isinstance(raw, str) else reading.fields(raw, path, _MEMBER, "a value")
    name = reading.text(found, "name", path, longest=_LONGEST)
    if not name:
        reading.fault("constraint_violated", "a value needs a name, a text that is not empty", path)
        return None
    member: dict[str, object] = {**reading.id(found, path), "name": spelled(name)}
    for field in ("label", "description"):
        if (label := reading.label(found, field, path)) is not None:
            member[field] = label
    return member
