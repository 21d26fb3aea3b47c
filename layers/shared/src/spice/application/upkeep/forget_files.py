"""Files that people brought, and files that they took: past their time they go."""

from collections.abc import Callable
from datetime import datetime

from spice.application.ground.uploads import KEPT
from spice.application.queries.exports import KEPT as EXPORTS_KEPT
from spice.ports.export_files import ExportFiles
from spice.ports.uploads import Uploads


class ForgetFiles:
    """Deletes what has expired, some hundreds at a time."""

    def __init__(self, uploads: Uploads, exports: ExportFiles, now: Callable[[], datetime]) -> None:
        self._uploads, self._exports, self._now = uploads, exports, now

    def __call__(self) -> dict[str, int]:
        """Delete; answers how many objects of each."""
        now = self._now()
        return {
            "uploads_forgotten": self._uploads.forget(announced_before=now - KEPT),
            "exports_forgotten": self._exports.forget(asked_before=now - EXPORTS_KEPT),
        }
