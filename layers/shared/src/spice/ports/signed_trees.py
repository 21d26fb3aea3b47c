"""The tree that was signed last, known apart from the store that it is kept in: a store that lost it shows so."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTree:
    """The size and root of a tree; `published` once its checkpoint is known to have been the newest in the store."""

    size: int
    root: bytes
    published: bool


class SignedTrees(Protocol):
    """The last tree per log, by its origin. No part of the index: none that is made again forgets it."""

    def last(self, origin: str) -> SignedTree | None:
        """Read that of a log; None where none is known. Raises Transient."""
        ...

    def replace(self, origin: str, before: SignedTree | None, after: SignedTree) -> bool:
        """Note another in place of the one that was read (None: where none is); False where that is another by now.
        Raises Transient."""
        ...

    def forget(self) -> None:
        """Forget those of all logs, whose trees were moved away. Raises Transient."""
        ...
