"""A change of an ontology that shards hold to before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightening:
    """A change of a database's ontology that is about to be decided behind a sequence of a shard: instances are held to
    it from when one of their shards has it until that shard moves on, whatever becomes of the change."""

    database: UUID
    shard: str
    sequence: int
    base: str
    classes: Mapping[str, Mapping[str, object] | None]
    pack: str | None = None
    """Where the classes are, if they are long; None: in `classes`."""
    length: int = 0
