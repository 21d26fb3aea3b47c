"""Read your own writes: wait until a state includes a command or a batch."""

import time
from collections.abc import Mapping
from uuid import UUID

from spice.application.ground.authorise import Recheck, now_and_then
from spice.application.ground.not_yet import not_yet
from spice.domain.errors import DomainError, refuse
from spice.domain.shards import INSTANCE, Shard
from spice.ports.command_store import CommandState, CommandStore
from spice.ports.operations import Operations
from spice.waiting import until


class Visibility:
    """Tells whether `after={command_id | batch_id}` is met, and waits for it within bounds."""

    def __init__(self, commands: CommandStore, operations: Operations, *, projection: str) -> None:
        self._commands = commands
        self._operations = operations
        self._projection = projection

    def wait(
        self, database: UUID | None, after: UUID | None, *, seconds: float, projected: bool, recheck: Recheck
    ) -> None:
        """Return when the index (`projected`: the search index too) includes the command; else not_yet_visible.

        `database`: whose it has to be (None: of any, of which it was seen that who asks may know it). Who may not read
        any more by then is refused.
        """
        if after is None or self._visible(database, after, projected=projected):
            return
        look = now_and_then(recheck, time.monotonic)
        if not until(lambda: self._visible(database, after, projected=projected), seconds, meanwhile=look):
            raise not_yet(after)
        recheck()

    def wait_for_all(self, *, seconds: float, recheck: Recheck) -> None:
        """Return when the search index has all that is written by now and not quarantined; else not_yet_visible."""
        wanted = self._operations.written()
        look = now_and_then(recheck, time.monotonic)
        if not until(lambda: all(map(self._reached, *_columns(wanted))), seconds, meanwhile=look):
            raise refuse("not_yet_visible", "the search index does not have all that is written yet")

    def _visible(self, database: UUID | None, after: UUID, *, projected: bool) -> bool:
        if (command := self._commands.command(after)) is not None and (
            database is None or command.database in (None, database)
        ):
            return self._command(command, projected=projected)
        if (batch := self._commands.batch(after)) is not None and batch.database == database:
            if batch.parked:
                raise _parked(f"a line of batch {after}", after, "GET …/batches/{batch_id} lists them")
            if batch.completed + batch.failed < batch.accepted:
                return False
            return not projected or all(map(self._reached, *_columns(self._commands.batch_positions(after))))
        raise refuse("not_found", f"after: there is no command or batch {after} in this database", value=str(after))

    def _command(self, command: CommandState, *, projected: bool) -> bool:
        if command.state == "PARKED":
            raise _parked(f"command {command.id}", command.id, "GET /commands/{id} tells its state")
        if command.state == "FAILED":
            return True
        if command.state != "COMPLETED":
            return False
        if not projected or command.shard is None or command.sequence is None:
            return True
        return self._reached(command.shard, command.sequence)

    def _reached(self, shard: str, sequence: int) -> bool:
        """Only instances are projected into the search index; other shards are read where they are written.

        Sequences go on from one generation to the next, so they alone tell.
        """
        if Shard.named(shard).family != INSTANCE:
            return True
        return self._operations.projected(self._projection, shard)[1] >= sequence


def _columns(positions: Mapping[str, int]) -> tuple[list[str], list[int]]:
    return list(positions), list(positions.values())


def _parked(what: str, after: UUID, hint: str) -> DomainError:
    return refuse(
        "not_yet_visible",
        f"{what} is parked: it waits for people",
        value=str(after),
        hint=f"{hint}; an administrator can redrive or discard what is parked",
    )
