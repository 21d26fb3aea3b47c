"""Files in files: gzip, bzip2 and xz are unpacked, the members of zip and tar come one by one."""

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from cli.failure import Failure
from cli.loading.packed import bzip2, xz
from cli.visible import named

BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged or encrypted archive raises."""
Opened = Callable[[], AbstractContextManager[IO[bytes]]]
_PACKED: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bzip2),
    (b"\xfd7zXZ\x00", xz),
)
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})
"""What every zip holds that is a spreadsheet (XLSX; ODS)."""
_PART = 1024 * 1024
_OF_MACOS = ("__MACOSX/", "._", ".DS_Store")
_ENDS, _END = b"PK\x05\x06", 22
"""What the record begins with that ends a zip, and how long it is without its comment."""


def members_of(file: Path) -> list[tuple[str, Opened]]:
    """List what a file holds, by name; a plain file holds itself."""
    if file.is_dir():
        raise Failure(f"{named(file)} is a folder: name its files")
    with file.open("rb") as raw:
        begins = raw.read(4)
    if begins == b"PK\x03\x04" or zipfile.is_zipfile(file):
        return _some(file, _of_zip(file))
    if (members := _of_tar(file)) is not None:
        return _some(file, members)
    return [(str(file), partial(plain, file))]


def _some(file: Path, members: list[tuple[str, Opened]]) -> list[tuple[str, Opened]]:
    if not members:
        raise Failure(f"{named(file)} is an archive that holds no file")
    return members


@contextmanager
def unpacked(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    """Unpack a stream that is packed; several gzip streams, one behind the other, are one text."""
    stream = _buffered(raw)
    begins = stream.peek(6)[:6]
    for magic, opener in _PACKED:
        if begins.startswith(magic):
            with opener(stream) as inner:
                yield _buffered(inner)
            return
    yield stream


def _buffered(raw: Any) -> io.BufferedReader:
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)


@contextmanager
def plain(file: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked."""
    with file.open("rb") as raw, unpacked(raw) as inner:
        yield inner


def _of_zip(file: Path) -> list[tuple[str, Opened]]:
    with zipfile.ZipFile(file) as archive:
        _refuse_behind(file, archive.comment)
        entries = [each for each in archive.infolist() if not each.is_dir() and not _is_of_macos(each.filename)]
    if _OFFICE & {each.filename for each in entries}:
        raise Failure(f"{named(file)} is a spreadsheet: save its sheets as CSV and load those")
    if any(each.flag_bits & 1 for each in entries):
        raise Failure(f"{named(file)} is encrypted: unpack it and load what it holds")
    return [(f"{file}/{each.filename}", partial(_in_zip, file, each)) for each in entries]


def _refuse_behind(file: Path, comment: bytes) -> None:
    """Refuse a zip that goes on behind its end: zipfile looks for the end, and not what is behind it."""
    with file.open("rb") as raw:
        raw.seek(-_END - len(comment), io.SEEK_END)
        end = raw.read(_END)
    if not end.startswith(_ENDS) or int.from_bytes(end[-2:], "little") != len(comment):
        raise zipfile.BadZipFile("something stands behind its end, or its end is damaged")


@contextmanager
def _in_zip(file: Path, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(file) as archive, archive.open(entry) as raw, unpacked(raw) as inner:
        yield inner


def _of_tar(file: Path) -> list[tuple[str, Opened]] | None:
    """List the members of a tar, packed or not; None for what is none."""
    with plain(file) as whole:
        try:
            archive = tarfile.TarFile(fileobj=whole)
        except (tarfile.ReadError, EOFError, zlib.error, lzma.LZMAError, OSError):
            return None
        entries = [each for each in archive.getmembers() if not each.isdir() and not _is_of_macos(each.name)]
        _refuse_remains(whole, archive.offset)
    if other := next((each.name for each in entries if not each.isfile()), None):
        raise Failure(f"{named(file)} holds {named(other)}, which is a link or a device, not a file")
    return [(f"{file}/{each.name}", partial(_in_tar, file, each)) for each in entries]


def _refuse_remains(whole: IO[bytes], end: int) -> None:
    """Refuse a tar whose members end elsewhere than its end blocks say: tarfile stops quietly at what is no header."""
    whole.seek(end)
    zeros = 0
    while part := whole.read(_PART):
        if part.strip(b"\0"):
            said = f"at byte {end:,} it is damaged, cut short, or another archive begins"
            raise tarfile.ReadError(said)
        zeros += len(part)
    if zeros < tarfile.BLOCKSIZE:
        raise tarfile.ReadError("it is cut short: the blocks that end an archive are missing")


@contextmanager
def _in_tar(file: Path, entry: tarfile.TarInfo) -> Iterator[IO[bytes]]:
    with plain(file) as whole, tarfile.open(fileobj=whole, mode="r:") as archive:
        raw = archive.extractfile(entry)
        if raw is None:
            raise tarfile.ReadError(f"{entry.name} is no file")
        with raw, unpacked(raw) as inner:
            yield inner


def _is_of_macos(name: str) -> bool:
    """Tell what macOS adds of its own, beside each file and in each folder."""
    folder, beside, view = _OF_MACOS
    last = name.rpartition("/")[2]
    return name.startswith(folder) or last.startswith(beside) or last == view
