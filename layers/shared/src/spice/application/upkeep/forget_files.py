"""Files that people brought, files that they took, and what imports kept: past their time they go."""

from collections.abc import Callable
from datetime import datetime

from spice.application.ground.uploads import KEPT
from spice.application.queries.exports import KEPT as EXPORTS_KEPT
from spice.application.upkeep.importing.wanted import expires_at
from spice.domain.identity import NIL
from spice.ports.export_files import ExportFiles
from spice.ports.import_files import ImportFiles
from spice.ports.jobs import Jobs
from spice.ports.uploads import Uploads

IMPORTS_AT_ONCE = 50


class ForgetFiles:
    """Deletes what has expired, some hundreds at a time."""

    def __init__(
        self, uploads: Uploads, exports: ExportFiles, imports: ImportFiles, jobs: Jobs, now: Callable[[], datetime]
    ) -> None:
        self._uploads, self._exports, self._imports, self._jobs, self._now = uploads, exports, imports, jobs, now
        self._seen = NIL

    def __call__(self) -> dict[str, int]:
        """Delete; answers how many objects of each, and of how many imports."""
        now = self._now()
        return {
            "uploads_forgotten": self._uploads.forget(announced_before=now - KEPT),
            "exports_forgotten": self._exports.forget(asked_before=now - EXPORTS_KEPT),
            "imports_forgotten": self._forget_imports(now),
        }

    def _forget_imports(self, now: datetime) -> int:
        """Look at some imports, the next ones each time: their ids do not say how old they are."""
        some, forgotten = self._imports.some(after=self._seen, limit=IMPORTS_AT_ONCE), 0
        self._seen = some[-1] if len(some) == IMPORTS_AT_ONCE else NIL
        for import_id in some:
            job = self._jobs.find(import_id)
            # What comes with a request is kept before its job is.
            if job is not None and job.finished_at is not None and expires_at(job) <= now:
                self._imports.forget(import_id)
                forgotten += 1
        return forgotten
