"""How large a bundle is, and how large it may be."""

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

LAYERS_UNZIPPED_MB = 250
"""Lambda's limit for a function with its layers."""
ZIPPED_MB = 50
"""Ours: API and workers with the layers both use. Lambda's for a direct upload, and what a cold start must fetch."""
MB = 1_000_000
TIMES = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A layer's or a function's bundle."""

    name: str
    unzipped: int
    zipped: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """Every part of a bundle."""

    parts: tuple[Part, ...]

    def unzipped(self, *names: str) -> float:
        """Add up parts, in megabytes."""
        return sum(part.unzipped for part in self.parts if part.name in names) / MB

    def zipped(self, *names: str) -> float:
        """Add up parts, in megabytes."""
        return sum(part.zipped for part in self.parts if part.name in names) / MB

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers."""
        return tuple(part.name for part in self.parts if part.name.startswith("layers/"))

    def table(self) -> str:
        """Write a line a part: what is zipped, unzipped, and the hash of the archive."""
        lines = [f"{'':24}{'unzipped':>12}{'zipped':>12}  sha256"]
        lines += [
            f"{part.name:24}{part.unzipped / MB:9.1f} MB{part.zipped / MB:9.1f} MB  {part.sha256[:16]}"
            for part in self.parts
        ]
        return "\n".join(lines)


def measure(folder: Path) -> Sizes:
    """Zip every part in memory, the same bytes for the same input."""
    found = [*sorted((folder / "layers").iterdir()), *sorted((folder / "functions").iterdir())]
    return Sizes(tuple(_part(path, folder) for path in found))


def check(sizes: Sizes) -> list[str]:
    """Name every limit that is broken."""
    broken = []
    if (unzipped := sizes.unzipped(*sizes.layers)) >= LAYERS_UNZIPPED_MB:
        broken.append(f"the layers are {unzipped:.0f} MB unzipped: Lambda takes less than {LAYERS_UNZIPPED_MB} MB")
    zipped = sizes.zipped(*sizes.layers, "functions/api", "functions/workers")
    if zipped >= ZIPPED_MB:
        broken.append(f"API and workers with their layers are {zipped:.0f} MB zipped: the limit is {ZIPPED_MB} MB")
    return broken


def _part(path: Path, folder: Path) -> Part:
    archive, unzipped = BytesIO(), 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for file in sorted(entry for entry in path.rglob("*") if entry.is_file()):
            body = file.read_bytes()
            unzipped += len(body)
            entry = zipfile.ZipInfo(str(file.relative_to(path)), TIMES)
            entry.external_attr = 0o644 << 16
            written.writestr(entry, body, zipfile.ZIP_DEFLATED)
    whole = archive.getvalue()
    return Part(str(path.relative_to(folder)), unzipped, len(whole), hashlib.sha256(whole).hexdigest())
