"""The first part of an import's job: what it reads is cut into parts, a long text in slices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from spice.application.funnel.google_sheets import SheetReader
from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Ontologies
from spice.application.ground.sheet_keys import SheetKeys
from spice.application.ground.uploads import OpenedUpload, open_upload
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.sheet_snapshot import take_snapshot
from spice.application.upkeep.importing.staging import stage
from spice.application.upkeep.importing.standing import Standing
from spice.application.upkeep.importing.wanted import Progress, Wanted
from spice.ports.directory import Database
from spice.ports.jobs import Job

if TYPE_CHECKING:
    from spice.ports import Ports

LEAST_SECONDS = 2.0
"""How long a text is read at least: what is known of it is read before, and kept behind."""
LOOKS = 256
"""Records between looks at the clock."""


class Pausing:
    """Tells, asked behind each record, whether it is time: a clock is dear, and not looked at every time."""

    def __init__(self, deadline: float) -> None:
        self._deadline, self._asked = deadline, 0

    def __call__(self) -> bool:
        """Tell whether it is time."""
        self._asked += 1
        return not self._asked % LOOKS and time.monotonic() >= self._deadline


class RunStaging:
    """Stages what an import reads."""

    def __init__(self, ports: Ports, ontologies: Ontologies, standing: Standing) -> None:
        self._uploads, self._now, self._crash = ports.uploads, ports.now, ports.crash
        self._ontologies, self._standing = ontologies, standing
        self._sheets = SheetReader(ports.google, SheetKeys(ports.sheet_credentials, ports.seal))

    def __call__(
        self, job: Job, wanted: Wanted, database: Database, parts: Parts, progress: Progress, deadline: float
    ) -> bool:
        """Come on until the time is over; whether all of it is in parts."""
        schema = self._ontologies.current(database)
        shape = schema.ontology.by_id.get(wanted.class_id)
        members = {} if shape is None else members_of(schema, shape)
        if wanted.source.google_sheet is not None:
            take_snapshot(self._sheets, database, wanted.source.google_sheet, parts, self._crash)
        progress.errors = ()
        pause = Pausing(max(deadline, time.monotonic() + LEAST_SECONDS))
        staged = stage(wanted, members, lambda: self._opened(wanted), parts, pause)
        if staged is None:
            self._crash("import.after_slice")
            return False
        self._crash("import.after_stage")
        for name in ("staged", "total", "sheet", "header", "columns", "notes", "preview", "refused"):
            setattr(progress, name, getattr(staged, name))
        progress.deaths, progress.stuck_at, progress.began_at = 0, None, self._now().isoformat()
        self._standing.tell(job, progress)
        self._crash("import.after_staged")
        return True

    def _opened(self, wanted: Wanted) -> OpenedUpload:
        source = wanted.source
        return open_upload(
            self._uploads, source.upload_id or "", subject=wanted.actor, now=self._now(), path="/source/upload_id"
        )
