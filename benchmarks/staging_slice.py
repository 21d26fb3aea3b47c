"""`python -m benchmarks.staging_slice FILE FOLDER SECONDS`: one slice of staging a file, whose parts a folder keeps;
prints how many parts and rows there are once all of it is staged."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from spice.application.ground.uploads import OpenedUpload
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.run_staging import Pausing
from spice.application.upkeep.importing.staging import stage
from spice.application.upkeep.importing.wanted import Filling, Origins, Wanted
from spice.ports.import_files import Kept
from spice.ports.uploads import Upload

IMPORT = UUID(int=1)
COLUMNS = ("id", "이름", "note", "amount", "day", "phone", "city", "url")


class FolderFiles:
    """What an import keeps, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text: all of it, or the one before."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_suffix(".fresh")
        fresh.write_bytes(body)
        fresh.replace(place)

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read one."""
        place = self._folder / name
        return place.read_bytes() if place.exists() else None

    def listed(self, *, after: Kept | None, limit: int) -> Sequence[Kept]:
        """List none: nobody asks."""
        return []

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove one."""
        (self._folder / name).unlink(missing_ok=True)


def opened(file: Path) -> OpenedUpload:
    """Open a file as what was uploaded."""
    size, until = file.stat().st_size, datetime.now(UTC) + timedelta(days=1)
    upload = Upload(id=IMPORT, subject="kim", filename=file.name, size=size, content_type="text/csv", expires_at=until)
    return OpenedUpload(upload=upload, content=file.open("rb"), version=str(size))


def main() -> None:
    """Stage for so long."""
    file, folder, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    source = Origins(file=file.name, upload_id=str(IMPORT))
    mapping = [Filling(column, column) for column in COLUMNS]
    wanted = Wanted(source=source, class_id="c", mapping=mapping, actor="kim", correlation_id="c")
    pause = Pausing(time.monotonic() + seconds)
    if (told := stage(wanted, {}, lambda: opened(file), Parts(FolderFiles(folder), IMPORT), pause)) is not None:
        print(told.staged, told.total)


if __name__ == "__main__":
    main()
