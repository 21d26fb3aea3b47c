"""Proofs in memory."""

from hashlib import sha256
from threading import Lock

from spice.ports.errors import AlreadyThere
from spice.ports.proof_store import Newest

CHECKPOINTS = "checkpoints/"


class MemoryProofStore:
    """The ProofStore twin."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.checkpoint: bytes | None = None
        self._lock = Lock()

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        return self.objects.get(name)

    def keep(self, name: str, body: bytes) -> None:
        """Write one where nothing is."""
        with self._lock:
            if self.objects.setdefault(name, body) != body:
                raise AlreadyThere("log", f"proof/{name} is there already, and is another")

    def newest(self) -> Newest | None:
        """Fetch the newest checkpoint."""
        return None if self.checkpoint is None else Newest(self.checkpoint, _tag(self.checkpoint))

    def replace(self, body: bytes, tag: str | None) -> None:
        """Put a checkpoint in place of another."""
        with self._lock:
            if tag != (None if self.checkpoint is None else _tag(self.checkpoint)):
                raise AlreadyThere("log", "proof/checkpoint is another by now")
            self.checkpoint = body

    def sizes(self) -> list[int]:
        """List the sizes of kept checkpoints."""
        names = [name.removeprefix(CHECKPOINTS) for name in self.objects if name.startswith(CHECKPOINTS)]
        return sorted(int(name) for name in names if name.isdecimal())


def _tag(body: bytes) -> str:
    return sha256(body).hexdigest()
