"""A tick -> sheets that changed are brought in: each is asked for its revision, as often as its connection says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from spice.application.funnel.google_sheets import SheetAsked, SheetReader, tabs_of
from spice.application.ground.authorise import authorise
from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.sheet_keys import SheetKeys
from spice.application.upkeep.importing.ask_import import Imports
from spice.application.upkeep.importing.wanted import Wanted
from spice.application.upkeep.restoring.run_restore import restoring
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import derived_id
from spice.messages.codec import encode
from spice.ports.directory import Database
from spice.ports.errors import Permanent, Transient
from spice.ports.google_sheets import GoogleBusy
from spice.ports.sheet_connections import Looked, SheetConnection
from spice.ports.write_model import Wanted as Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spice.domain.sheets.sheet import Cell
    from spice.ports import Ports

_NONSENSE = "what Google answered cannot be read"
MOST = 10
"""Connections that one tick looks at: others come first at the next."""
MOST_CELLS = 2_000_000
"""Cells that a look reads where Drive does not tell of changes."""


class WatchSheets:
    """Looks at the connections that are due."""

    def __init__(self, ports: Ports, imports: Imports, clock: Callable[[], float] = time.monotonic) -> None:
        self._connections, self._jobs, self._model = ports.sheet_connections, ports.jobs, ports.model
        self._directory, self._now, self._crash = ports.directory, ports.now, ports.crash
        self._sheets = SheetReader(ports.google, SheetKeys(ports.sheet_credentials, ports.seal))
        self._imports, self._clock = imports, clock
        self._until = 0.0

    def __call__(self, *, seconds: float) -> int:
        """Look for about so long; answers how many imports began. What is wrong with one is kept there, and keeps no
        other from it: while Google is away each look waits, and imports go on in between."""
        if restoring(self._jobs) is not None:
            return 0
        began, self._until = 0, self._clock() + seconds
        for connection in self._connections.due(self._now(), limit=MOST):
            if self._clock() >= self._until:
                break
            self._connections.begin(connection, self._now())
            try:
                looked = self._look(connection)
            except DomainError as refused:
                looked = replace(connection.looked, at=self._now(), error=str(refused))
            except GoogleBusy as busy:
                looked = replace(connection.looked, at=self._now(), error=str(busy.told))
            except Permanent:
                looked = replace(connection.looked, at=self._now(), error=_NONSENSE)
            if looked is None:
                self._connections.delete(connection.database, connection.name)
                continue
            began += looked.import_id != connection.looked.import_id
            self._connections.tell(connection, looked)
        return began

    def _look(self, connection: SheetConnection) -> Looked | None:
        """Compare a sheet with what was brought in of it; None: its database is gone, and the connection with it."""
        if (database := self._database(connection.database)) is None:
            return None
        before, now = connection.looked, self._now()
        if self._is_under_way(before.import_id):
            return replace(before, at=now)
        # Whoever made it may have lost the role since: then it is theirs no more to bring anything in.
        authorise(self._directory, database=database.name, subject=connection.created_by, needs="editor")
        wanted = msgspec.json.decode(connection.wanted, type=Wanted)
        revision = self._revision(database, wanted)
        if revision == before.revision:
            return replace(before, at=now, error=self._failed(before.import_id))
        import_id = self._begun(connection, database, wanted, revision, now)
        self._crash("sheet.after_begin")
        return Looked(at=now, revision=revision, import_id=import_id)

    def _begun(
        self, connection: SheetConnection, database: Database, wanted: Wanted, revision: str, now: datetime
    ) -> UUID:
        """Begin an import, named by the look that it follows: a death before that is noted finds it again."""
        looked = connection.looked
        name = f"sheet\n{connection.name}\n{connection.created_at.isoformat()}\n{looked.at}\n{looked.revision}"
        import_id = derived_id(database.uuid, f"{name}\n{revision}")
        wanted = msgspec.structs.replace(wanted, correlation_id=str(fresh_id(now)))
        return self._imports.begin(import_id, database, wanted).id

    def _revision(self, database: Database, wanted: Wanted) -> str:
        """Ask Drive; where the key may not, read the sheet and shorten what it says."""
        if (asked := wanted.source.google_sheet) is None:
            raise ValueError("a connection is of a Google Sheet")
        key = self._sheets.key(database, asked)
        told = self._sheets.revision(key, asked)
        return f"drive {told}" if told is not None else f"cells {self._digest(database, asked)}"

    def _digest(self, database: Database, asked: SheetAsked) -> str:
        key, digest = self._sheets.key(database, asked), _Digest(lambda: self._clock() < self._until)
        for wanted in tabs_of(self._sheets.spreadsheet(key, asked), asked):
            digest.take(0, [wanted.tab.title])
            self._sheets.walk(key, asked, wanted, digest)
        return digest.told()

    def _failed(self, import_id: UUID | None) -> str:
        """Tell that a revision was not brought in whole: it is not begun again by itself."""
        job = None if import_id is None else self._jobs.find(import_id)
        if job is None or job.state != "FAILED":
            return ""
        return f"import {import_id} failed: what it left is brought in when the sheet changes, or is connected again"

    def _is_under_way(self, import_id: UUID | None) -> bool:
        job = None if import_id is None else self._jobs.find(import_id)
        return job is not None and job.finished_at is None

    def _database(self, database: UUID) -> Database | None:
        look = self._model.look(Asked(databases=[database]))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: no sheet is looked at meanwhile")
        found = look.databases.get(database)
        return None if found is None or found.deleted else found


class _Digest:
    """Takes rows, and shortens them, while there is time."""

    def __init__(self, has_time: Callable[[], bool]) -> None:
        self._hash, self._has_time, self._cells = sha256(), has_time, 0

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row. Refuses what is too large to be read at each look."""
        self._cells += len(cells)
        if self._cells > MOST_CELLS or not self._has_time():
            said = "the sheet is too large to be compared cell by cell at each look"
            raise refuse("too_large", said, hint="open the Drive API to the key, or name a range")
        self._hash.update(encode([number, cells]))

    def told(self) -> str:
        """Give what is left of them."""
        return self._hash.hexdigest()
