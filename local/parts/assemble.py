"""Makes a part of its downloads: unpacked, in place, readable by all, and complete or not there."""

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from local.parts.cache import COMPLETE
from local.parts.pins import File, Part, Plugin

DESCRIPTOR = """\
name={name}
description={description}
version={version}
opensearch.version={version}
java.version=21
classname={classname}
has.native.controller=false
"""


def assemble(part: Part, downloads: Mapping[File, Path], home: Path) -> None:
    """Put a part together beside its place and move it there."""
    fresh = Path(tempfile.mkdtemp(prefix=f".{part.name}-", dir=home.parent))
    try:
        _fill(fresh, part, downloads)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _fill(fresh: Path, part: Part, downloads: Mapping[File, Path]) -> None:
    for file, download in downloads.items():
        folder = fresh / file.into
        folder.mkdir(parents=True, exist_ok=True)
        if file.unpack is None:
            shutil.copyfile(download, folder / file.name)
        else:
            _unpack(download, file, folder)
    for name in part.folders:
        (fresh / name).mkdir(exist_ok=True)
    for plugin in part.plugins:
        _describe(fresh / "plugins" / plugin.name, plugin, part.version)
    sizes = {str(path.relative_to(fresh)): path.stat().st_size for path in fresh.rglob("*") if path.is_file()}
    (fresh / COMPLETE).write_bytes(msgspec.json.encode(sizes))
    _open_to_all(fresh)


def _unpack(archive: Path, file: File, folder: Path) -> None:
    prefix = file.unpack or ""
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            name = entry.filename.removeprefix(prefix)
            wanted = entry.filename.startswith(prefix) and name.startswith(file.only) and not name.startswith(file.skip)
            if wanted and not entry.is_dir():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(entry) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                target.chmod(0o755 if (entry.external_attr >> 16) & stat.S_IXUSR else 0o644)


def _describe(folder: Path, plugin: Plugin, version: str) -> None:
    described = DESCRIPTOR.format(version=version, **msgspec.structs.asdict(plugin))
    (folder / "plugin-descriptor.properties").write_text(described)


def _open_to_all(fresh: Path) -> None:
    """Whatever the umask: other users run what is here."""
    for path in (fresh, *fresh.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)
