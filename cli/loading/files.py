"""What is to be loaded: files, the members of archives, standard input."""

import hashlib
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from cli.failure import Failure, WrongUse
from cli.loading.archives import BROKEN, Opened, members_of, plain, unpacked
from cli.visible import named

KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
STDIN = Path("-")
_MAGIC = {
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}
_TAKEN = "`spice load` takes CSV, TSV and NDJSON, also in gzip, bzip2, xz, zip and tar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text of records: its name, what opens it, its kind where its name tells it, whether it can be read twice."""

    name: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    kind: str | None
    lasting: bool = True


def sources(files: Iterable[Path]) -> list[Source]:
    """List what files hold, archives member by member; a Failure names what is no table."""
    found: list[Source] = []
    for file in files:
        with reading(named(file)):
            if file == STDIN:
                found.append(Source(name="-", open=_standard_input, kind=None, lasting=False))
            elif _comes_once(file):
                found.append(Source(name=named(file), open=partial(plain, file), kind=_kind(file.name), lasting=False))
            else:
                found += [_source(name, opened) for name, opened in members_of(file)]
    for source in found:
        if source.lasting:
            _refuse_others(source)
    return found


def digest_of(file: Path) -> str:
    """Name the contents of a file."""
    with reading(named(file)), file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Say in a sentence why a file cannot be read."""
    try:
        yield
    except FileNotFoundError as missing:
        raise WrongUse(f"there is no file {name}") from missing
    except BROKEN as broken:
        raise Failure(f"{name} cannot be read: {broken}") from broken
    except OSError as broken:
        raise WrongUse(f"{name} cannot be read: {broken.strerror or broken}") from broken


@contextmanager
def _standard_input() -> Iterator[IO[bytes]]:
    if sys.stdin is None:
        raise WrongUse("standard input is closed: nothing can be read from it")
    with unpacked(sys.stdin.buffer) as raw:
        yield raw


def _comes_once(file: Path) -> bool:
    """Tell a pipe, a terminal or a device, from which nothing comes twice."""
    mode = file.stat().st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)


def _source(name: str, opened: Opened) -> Source:
    return Source(name=named(name), open=opened, kind=_kind(name))


def _kind(name: str) -> str | None:
    suffixes = [each.lower() for each in PurePosixPath(name).suffixes]
    return next((KINDS[each] for each in reversed(suffixes) if each in KINDS), None)


def _refuse_others(source: Source) -> None:
    """Refuse, by its first bytes, what is no text of records."""
    with reading(source.name), source.open() as raw:
        begins = raw.read(8)
    if begins.startswith(b"PK\x03\x04"):
        raise Failure(f"{source.name} is a spreadsheet or an archive in an archive: {_TAKEN}")
    if kind := next((kind for magic, kind in _MAGIC.items() if begins.startswith(magic)), None):
        raise Failure(f"{source.name} is {kind}: {_TAKEN}")
