"""What of a batch is left to be decided."""

from collections.abc import Sequence

from spice.application.deciding.decisions import Incoming
from spice.application.deciding.unprepared import Unprepared
from spice.domain.administration import Release
from spice.ports.write_model import Snapshot


def decides(item: Incoming, asked: Unprepared, snapshot: Snapshot) -> bool:
    """Tell whether an item is a change, or has it run as one that was parked."""
    change = asked.payload.change
    if not isinstance(item.payload, Release):
        return item.command is not None and item.command.id == change
    return any(letter.command_id == change for letter in snapshot.parked.get(item.key, ()))


def fresh(incoming: Sequence[Incoming], snapshot: Snapshot) -> list[Incoming]:
    """Drop what has an outcome already, and doubles within the batch."""
    seen = set(snapshot.processed)
    left = []
    for item in incoming:
        identity = item.command.id if item.command else item.letter
        if identity not in seen:
            seen.add(identity)
            left.append(item)
    return left
