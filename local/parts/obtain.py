"""Has parts ready to run: found complete in the cache, or fetched and put together, by one process at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from local.errors import Refused
from local.parts.cache import Cache, find_cache
from local.parts.pins import Part, Pins, read_pins
from local.parts.watch import Silent, Watch

ALL = ("java", "kafka", "opensearch")


def obtain(
    names: Sequence[str] = ALL, watch: Watch | None = None, *, cache: Cache | None = None, pins: Pins | None = None
) -> None:
    """Have these parts in the cache. Refused names what is missing and from where it would come."""
    cache, pins, watch = cache or find_cache(), pins or read_pins(), watch or Silent()
    parts = [pins.part(name) for name in names]
    if all(cache.holds(part) for part in parts):
        return
    cache.prepare()
    with _usable(cache), _alone(cache, watch):
        if missing := [part for part in parts if not cache.holds(part)]:
            _make(missing, cache, _sources(pins), watch)


def part_home(name: str) -> Path:
    """Where a part lies once it was obtained."""
    return find_cache().home(read_pins().part(name))


def _sources(pins: Pins) -> dict[str, str]:
    return {name: os.environ.get(f"SPICE_{name.upper()}_URL", url) for name, url in pins.sources.items()}


def _make(missing: Sequence[Part], cache: Cache, sources: Mapping[str, str], watch: Watch) -> None:
    from local.parts.assemble import assemble
    from local.parts.download import Downloads, NotFetched

    downloads = Downloads(cache, sources, watch)
    watch.begin(" ".join(f"{part.name} {part.version}" for part in missing), _size(missing))
    try:
        for part in missing:
            assemble(part, {file: downloads.bring(file) for file in part.files}, cache.home(part))
            watch.say(f"{part.name} {part.version} is in {cache.home(part)}")
    except NotFetched as failed:
        lacking = [part for part in missing if not cache.holds(part)]
        raise Refused(f"{failed}\n{_lacking(lacking, cache, sources)}") from failed
    except KeyboardInterrupt:
        raise Refused("interrupted; files that came whole are kept, and the next start goes on with them") from None
    except OSError as failed:
        raise Refused(f"the parts cannot be kept in {cache.root}: {failed}") from failed
    finally:
        watch.end()
        downloads.close()


def _size(parts: Sequence[Part]) -> int:
    return sum(file.size for part in parts for file in part.files)


def _lacking(parts: Sequence[Part], cache: Cache, sources: Mapping[str, str]) -> str:
    lines = [f"The full platform needs, once, what {cache.root} lacks:"]
    for part in parts:
        files = [file for file in part.files if not cache.download(file).exists()]
        places = " and ".join(sorted({sources[file.source] for file in files}))
        size = -(-sum(file.size for file in files) // 1_000_000)
        count = "1 file" if len(files) == 1 else f"{len(files)} files"
        lines.append(f"  {part.name} {part.version}: {count}, {size} MB, from {places}")
    lines.append("SPICE_MAVEN_URL and SPICE_PYPI_URL name other sources, SPICE_CACHE another cache.")
    return "\n".join(lines)


@contextmanager
def _usable(cache: Cache) -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        why = failed.strerror or failed
        raise Refused(f"the cache folder {cache.root} cannot be used ({why}); SPICE_CACHE names another") from failed


@contextmanager
def _alone(cache: Cache, watch: Watch) -> Iterator[None]:
    """Hold the cache's lock, which goes with its holder however it ends, and clear away what a killed one left."""
    descriptor = os.open(cache.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            watch.say("another process fetches the parts; waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        for left in (*cache.root.glob(".*-*"), *(cache.root / "downloads").glob("*.part")):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield
    finally:
        os.close(descriptor)
