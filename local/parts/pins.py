"""Which parts, which files, with which checksums: `parts.json` is the only place that says so."""

import hashlib
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from local.errors import Refused

MEGABYTE = 1024 * 1024


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A published file. One with `unpack` is an archive: what is below that prefix is wanted, `only`, `skip` say more.

    `into` is the folder of the part it goes to; `machine` the only kind of machine it is for.
    """

    source: str
    path: str
    size: int
    sha256: str
    into: str = ""
    machine: str | None = None
    unpack: str | None = None
    only: tuple[str, ...] = ("",)
    skip: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin of OpenSearch whose descriptor is ours to write."""

    name: str
    description: str
    classname: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A thing to run, made of files."""

    name: str
    version: str
    files: tuple[File, ...]
    folders: tuple[str, ...] = ()
    plugins: tuple[Plugin, ...] = ()

    @property
    def folder(self) -> str:
        """What its folder is called: another pin is another folder."""
        pinned = hashlib.sha256(msgspec.json.encode(self)).hexdigest()
        return f"{self.name}-{self.version}-{pinned[:12]}"

    @property
    def size_mb(self) -> int:
        """The megabytes to fetch."""
        return -(-sum(file.size for file in self.files) // MEGABYTE)


class Pins(msgspec.Struct, frozen=True, kw_only=True):
    """Where files come from, and the parts made of them."""

    sources: Mapping[str, str]
    parts: Sequence[Part]

    def part(self, name: str) -> Part:
        """Find a part, with the files this machine needs. Refused when there are none for it."""
        found = next(part for part in self.parts if part.name == name)
        files = tuple(file for file in found.files if file.machine in (None, this_machine()))
        if not files:
            known = ", ".join(sorted(file.machine for file in found.files if file.machine))
            raise Refused(f"there is no {name} for {this_machine()}, only for {known}; `spice up` runs without")
        return msgspec.structs.replace(found, files=files)


def read_pins() -> Pins:
    """Read the list that is in the repository."""
    return msgspec.json.decode(Path(__file__).with_name("parts.json").read_bytes(), type=Pins)


def this_machine() -> str:
    """Name the kind of machine this is."""
    return f"{sys.platform}-{platform.machine()}"
