"""A second fold of instances, from what docs/log-format.md says of lines alone: nothing of the first one is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spice.messages.line import Line


@dataclass(slots=True)
class Folded:
    """An instance as the log's lines make it."""

    class_id: str = ""
    version: int = 0
    deleted: bool = False
    data: dict[str, Any] = field(default_factory=dict)


def unfit(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Name every line of one instance, in the order of their versions, that cannot stand behind those before it: its
    number, and why."""
    version, there = 0, False
    for number, line in enumerate(lines):
        if line.version != version + 1:
            said = "twice" if line.version == version else f"behind version {version}"
            yield number, f"an instance has version {line.version} {said}"
        if not there and line.type != "InstanceCreated":
            yield number, f"{line.type} of an instance that is not there"
        version, there = line.version, line.type != "InstanceDeleted"


def folded(lines: Sequence[Line], before: Folded | None = None) -> Folded:
    """Fold the lines of one instance that follow one another onto what was before."""
    state = Folded() if before is None else replace(before)
    for line in lines:
        if line.type == "InstanceCreated":
            state.data = dict(line.data or {})
        elif line.type == "InstanceUpdated":
            state.data = {name: value for name, value in state.data.items() if name not in (line.unset or ())}
            state.data |= {name: value for name, value in (line.set or {}).items() if name not in (line.unset or ())}
        else:
            state.data = {}
        state.version, state.deleted = line.version, line.type == "InstanceDeleted"
        state.class_id = line.class_id or state.class_id
    return state
