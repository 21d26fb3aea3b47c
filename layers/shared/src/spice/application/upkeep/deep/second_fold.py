"""A second fold of instances, from what docs/log-format.md says of lines alone: nothing of the first one is in it."""

from collections.abc import Sequence
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


class DoesNotFollow(Exception):
    """A line that cannot stand behind those before it; its number among them."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number


def folded(lines: Sequence[Line], before: Folded | None = None) -> Folded:
    """Fold the lines of one instance, in the order of their versions, onto what was before. Raises DoesNotFollow."""
    state = Folded() if before is None else replace(before)
    for number, line in enumerate(lines):
        if line.version != state.version + 1:
            said = "twice" if line.version == state.version else f"behind version {state.version}"
            raise DoesNotFollow(number, f"an instance has version {line.version} {said}")
        there = state.version > 0 and not state.deleted
        if line.type == "InstanceCreated":
            state.data = dict(line.data or {})
        elif line.type == "InstanceUpdated" and there:
            state.data = {name: value for name, value in state.data.items() if name not in (line.unset or ())}
            state.data |= {name: value for name, value in (line.set or {}).items() if name not in (line.unset or ())}
        elif line.type == "InstanceDeleted" and there:
            state.data = {}
        else:
            raise DoesNotFollow(number, f"{line.type} of an instance that is not there")
        state.version, state.deleted = line.version, line.type == "InstanceDeleted"
        state.class_id = line.class_id or state.class_id
    return state
