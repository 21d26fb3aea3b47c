"""A copy of what proves a log, in a folder, as `aws s3 sync` leaves it."""

from pathlib import Path

from spice.ports.errors import Permanent
from spice.ports.proof_store import Newest

SERVICE = "copy"


class DiskProofStore:
    """The ProofStore of a folder, to be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def copied(cls, place: Path) -> "DiskProofStore":
        """Open what `log/` and `proof/` lie in, or `log/` itself."""
        place = place.absolute()
        return cls((place.parent if place.name == "log" else place) / "proof")

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as refused:
            raise Permanent(SERVICE, f"{self._folder / name} cannot be read: {refused.strerror}") from refused

    def keep(self, name: str, body: bytes) -> None:
        """Refuse: a copy stays what it is."""
        raise Permanent(SERVICE, f"{self._folder} is a copy: nothing is written there")

    def newest(self) -> Newest | None:
        """Fetch the newest checkpoint."""
        body = self.read("checkpoint")
        return None if body is None else Newest(body, "")

    def replace(self, body: bytes, tag: str | None) -> None:
        """Refuse: a copy stays what it is."""
        self.keep("checkpoint", body)

    def sizes(self) -> list[int]:
        """List the sizes of kept checkpoints."""
        try:
            names = [each.name for each in (self._folder / "checkpoints").iterdir()]
        except FileNotFoundError:
            return []
        except OSError as refused:
            raise Permanent(SERVICE, f"{self._folder} cannot be read: {refused.strerror}") from refused
        return sorted(int(name) for name in names if name.isdecimal())
