"""The folder that keeps parts: one for all data folders, readable by the users servers run as."""

import os
from pathlib import Path

import msgspec
import platformdirs

from local.errors import Refused
from local.parts.pins import File, Part

FOR_ROOT = Path("/var/cache/spice")
"""Root's own cache is closed to the user that OpenSearch must run as."""
COMPLETE = ".complete"


class Cache:
    """Downloads, and parts ready to run."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def lock(self) -> Path:
        """The file whoever fetches holds a lock on."""
        return self.root / "lock"

    def download(self, file: File) -> Path:
        """Where a fetched file lies."""
        return self.root / "downloads" / f"{file.sha256[:12]}-{file.name}"

    def home(self, part: Part) -> Path:
        """Where a part lies, ready to run."""
        return self.root / part.folder

    def holds(self, part: Part) -> bool:
        """Tell whether a part is there with every file at its full size."""
        home = self.home(part)
        try:
            sizes = msgspec.json.decode((home / COMPLETE).read_bytes(), type=dict[str, int])
            return all((home / name).stat().st_size == size for name, size in sizes.items())
        except (OSError, msgspec.DecodeError):
            return False

    def prepare(self) -> None:
        """Make the folder. Refused when it cannot be used, or not by every user it is for."""
        try:
            (self.root / "downloads").mkdir(mode=0o755, parents=True, exist_ok=True)
            for folder in (self.root, self.root / "downloads"):
                if folder.stat().st_uid == os.geteuid():
                    folder.chmod(0o755)
        except OSError as failed:
            why = failed.strerror
            raise Refused(f"the cache folder {self.root} cannot be used ({why}); SPICE_CACHE names another") from failed
        if os.geteuid() == 0 and (closed := closed_folder(self.root)):
            raise Refused(
                f"the cache folder {self.root} lies in {closed}, which is closed to other users;"
                " OpenSearch does not run as root: name an open one with SPICE_CACHE"
            )


def find_cache() -> Cache:
    """The cache that is meant."""
    if named := os.environ.get("SPICE_CACHE"):
        return Cache(Path(named).expanduser().absolute())
    return Cache(FOR_ROOT if os.geteuid() == 0 else platformdirs.user_cache_path("spice", appauthor=False))


def closed_folder(path: Path) -> Path | None:
    """Find the first folder on the way that other users may not pass."""
    return next((each for each in reversed((path, *path.parents)) if not each.stat().st_mode & 0o001), None)
