"""What proves the log: objects beside it, each written once, but for the newest checkpoint."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest checkpoint as it is kept; `tag` is what replacing it names."""

    body: bytes
    tag: str


class ProofStore(Protocol):
    """Objects by name below `proof/`: tiles, bundles, `checkpoints/{size}`. What is written may be written again."""

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None. Raises Transient."""
        ...

    def keep(self, name: str, body: bytes) -> None:
        """Write one where nothing is; where the same bytes are, nothing is done. Raises AlreadyThere where others are,
        Transient."""
        ...

    def newest(self) -> Newest | None:
        """Fetch `checkpoint`, or None. Raises Transient."""
        ...

    def replace(self, body: bytes, tag: str | None) -> None:
        """Put a checkpoint in place of that of a tag (None: where none is). Raises AlreadyThere when another stands
        there, Transient."""
        ...

    def sizes(self) -> list[int]:
        """List the sizes of all that was ever kept as `checkpoints/{size}`, in order. Raises Transient."""
        ...
