"""What lines of a request are promised of its other lines, which other shards may decide later."""

from collections.abc import Sequence
from uuid import UUID

from spice.domain.identity import derived_id
from spice.messages.command import Command


def promising(commands: Sequence[Command]) -> list[UUID]:
    """List the commands that were to bring what others name, and may have failed."""
    pairs = {(each.batch, line) for each in commands if each.batch for line in (each.promised or {}).values()}
    return [derived_id(batch, str(line)) for batch, line in pairs]
