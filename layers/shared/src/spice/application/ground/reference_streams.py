"""What an instance names, as the index knows it: a key for each target."""

from collections.abc import Mapping
from uuid import UUID

from spice.domain.identity import NIL, cached_stream_key
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.references import Reference, sole_references


def target_stream(database: UUID | None, named: Reference) -> UUID:
    """Give the key of the stream of a target."""
    return cached_stream_key(f"{database or NIL}:{named.relationship.target_root}:{named.target}")


def sole_stream(database: UUID | None, named: Reference) -> UUID:
    """Give the key under which a target that may be named once is named: by who names it so, and nobody else."""
    relationship = named.relationship
    return cached_stream_key(f"{database or NIL}:{relationship.id}>{relationship.target_root}:{named.target}")


def streams_named(database: UUID, shape: CompiledClass, data: Mapping[str, object]) -> list[UUID]:
    """List the keys of all that data (by stable id) names, as a class has its relationships."""
    if not shape.relationships:
        return []
    # Written once: an id's text is dearer than the rest of a reference.
    text = str(database)
    named = [cached_stream_key(f"{text}:{root}:{target}") for _, root, target in shape.references(data)]
    return named + [sole_stream(database, each) for each in sole_references(shape, data)]
