"""What an instance names, as the index knows it: a key for each target."""

from uuid import UUID

from spice.domain.identity import NIL, cached_stream_key
from spice.domain.references import Reference


def target_stream(database: UUID | None, named: Reference) -> UUID:
    """Give the key of the stream of a target."""
    return cached_stream_key(f"{database or NIL}:{named.relationship.target_root}:{named.target}")


def sole_stream(database: UUID | None, named: Reference) -> UUID:
    """Give the key under which a target that may be named once is named: by who names it so, and nobody else."""
    relationship = named.relationship
    return cached_stream_key(f"{database or NIL}:{relationship.id}>{relationship.target_root}:{named.target}")
