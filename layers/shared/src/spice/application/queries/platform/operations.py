"""How the platform is: projections, what waits, what is parked, the caches."""

from collections.abc import Sequence
from uuid import UUID

from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.domain.errors import refuse
from spice.ports.cache import Cache
from spice.ports.dead_letters import DeadLetter, DeadLetters
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox
from spice.ports.quarantine import Quarantine


def quarantined_rows(quarantine: Quarantine) -> list[dict[str, object]]:
    """List shards whose chain is broken, and where."""
    return [
        {
            "shard": each.shard,
            "generation": each.generation,
            "sequence": each.sequence,
            "reason": each.reason,
            "since": written(each.since),
        }
        for each in quarantine.all()
    ]


def projections(operations: Operations, names: Sequence[str]) -> list[dict[str, object]]:
    """List projections with their positions and lag."""
    return [
        {
            "name": state.name,
            "lag": state.lag,
            "positions": {
                shard: {"generation": generation, "sequence": sequence}
                for shard, (generation, sequence) in sorted(state.positions.items())
            },
        }
        for state in operations.projections(names)
    ]


def relay(outbox: Outbox) -> dict[str, object]:
    """Measure what waits for the relay."""
    depth = outbox.depth()
    return {
        "waiting": depth.records,
        "oldest_at": None if depth.oldest_at is None else written(depth.oldest_at),
    }


def cache_ratios(cache: Cache) -> dict[str, dict[str, object]]:
    """Tell hits, misses and their ratio by kind of key."""
    return {kind: _ratio(counts) for kind, counts in sorted(cache.ratios().items())}


def _ratio(counts: dict[str, int]) -> dict[str, object]:
    hits, misses = counts.get("hits", 0), counts.get("misses", 0)
    return {**counts, "ratio": round(hits / (hits + misses), 4) if hits + misses else None}


def list_letters(
    letters: DeadLetters, cursors: Cursors, *, limit: int, cursor: str | None
) -> tuple[list[dict[str, object]], str | None]:
    """List parked commands, oldest first."""
    question = digest("dead-letters")
    after = cursors.read(cursor, question, UUID) if cursor else None
    found = letters.letters(limit=limit + 1, after=after)
    more = cursors.write(question, found[limit - 1].id) if len(found) > limit else None
    return [letter_row(letter) for letter in found[:limit]], more


def letter_row(letter: DeadLetter) -> dict[str, object]:
    """Write a parked command, without the record it came in."""
    return {
        "id": letter.id,
        "shard": letter.shard,
        "key": letter.key,
        "command_id": letter.command_id,
        "type": letter.type,
        "database": letter.database,
        "reason": letter.reason,
        "error": letter.error,
        "attempts": letter.attempts,
        "parked_at": written(letter.parked_at),
        "state": letter.state,
    }


def read_letter(letters: DeadLetters, letter_id: UUID) -> dict[str, object]:
    """Read one parked command with its record."""
    if (letter := letters.letter(letter_id)) is None:
        raise refuse("not_found", f"there is no dead letter {letter_id}", value=str(letter_id))
    return letter_row(letter) | {"record": letter.record}
