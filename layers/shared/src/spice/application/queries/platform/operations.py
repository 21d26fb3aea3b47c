"""How the platform is: projections, what waits, what is parked, the caches."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.pages import fitting
from spice.domain.errors import refuse
from spice.messages.shapes import Count, Time, Values
from spice.ports.cache import Cache
from spice.ports.dead_letters import DeadLetter, DeadLetters, LetterGroup, LettersSought
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox
from spice.ports.quarantine import Quarantine

Letter = TypeVar("Letter", bound="DeadLetterRow")


class QuarantinedRow(Struct, frozen=True):
    """A shard whose chain is broken, and its first bad segment."""

    shard: str
    generation: Count
    sequence: Count
    reason: str
    since: Time


class PlaceRow(Struct, frozen=True):
    """How far something is in a shard."""

    generation: Count
    sequence: int


class ProjectionRow(Struct, frozen=True):
    """How far a projection is."""

    name: str
    lag: Count
    positions: Mapping[str, PlaceRow]


class RelayRow(Struct, frozen=True):
    """What waits for the relay."""

    waiting: Count
    oldest_at: Time | None


class RatioRow(Struct, frozen=True):
    """Hits and misses of one kind of key."""

    hits: Count
    misses: Count
    ratio: float | None


class DeadLetterRow(Struct, frozen=True):
    """A parked command."""

    id: UUID
    shard: str
    key: str
    command_id: UUID | None
    type: str | None
    database: UUID | None
    reason: str
    error: str
    attempts: Count
    parked_at: Time
    state: str


class DeadLetterWithRecord(DeadLetterRow, frozen=True):
    """A parked command and the record it came in."""

    record: Values


class LetterGroupRow(Struct, frozen=True):
    """Parked commands of one type with one error; `waiting`: those that only wait behind another of their key."""

    type: str | None
    error: str
    count: Count
    waiting: Count
    first_at: Time
    last_at: Time


def quarantined_rows(quarantine: Quarantine) -> list[QuarantinedRow]:
    """List shards whose chain is broken, and where."""
    return [
        QuarantinedRow(each.shard, each.generation, each.sequence, each.reason, written(each.since))
        for each in quarantine.all()
    ]


def projections(operations: Operations, names: Sequence[str]) -> list[ProjectionRow]:
    """List projections with their positions and lag."""
    return [
        ProjectionRow(
            state.name, state.lag, {shard: PlaceRow(*place) for shard, place in sorted(state.positions.items())}
        )
        for state in operations.projections(names)
    ]


def relay(outbox: Outbox) -> RelayRow:
    """Measure what waits for the relay."""
    depth = outbox.depth()
    return RelayRow(depth.records, None if depth.oldest_at is None else written(depth.oldest_at))


def cache_ratios(cache: Cache) -> dict[str, RatioRow]:
    """Tell hits, misses and their ratio by kind of key."""
    return {kind: _ratio(counts) for kind, counts in sorted(cache.ratios().items())}


def _ratio(counts: dict[str, int]) -> RatioRow:
    hits, misses = counts.get("hits", 0), counts.get("misses", 0)
    return RatioRow(hits, misses, round(hits / (hits + misses), 4) if hits + misses else None)


def list_letters(
    letters: DeadLetters, cursors: Cursors, sought: LettersSought, *, limit: int, cursor: str | None
) -> tuple[Sequence[DeadLetterRow], str | None]:
    """List parked commands, oldest first."""
    question = digest("dead-letters", sought)
    after = cursors.read(cursor, question, UUID) if cursor else None
    found = letters.letters(sought, limit=limit + 1, after=after)
    rows = fitting([letter_row(letter, DeadLetterRow) for letter in found[:limit]])
    return rows, cursors.write(question, rows[-1].id) if len(rows) < len(found) else None


def group_row(group: LetterGroup) -> LetterGroupRow:
    """Write a group of parked commands."""
    times = {"first_at": written(group.first_at), "last_at": written(group.last_at)}
    return LetterGroupRow(type=group.type, error=group.error, count=group.count, waiting=group.waiting, **times)


def letter_row(letter: DeadLetter, kind: type[Letter]) -> Letter:
    """Write a parked command."""
    given = {name: getattr(letter, name) for name in kind.__struct_fields__}
    return kind(**{**given, "parked_at": written(letter.parked_at)})


def read_letter(letters: DeadLetters, letter_id: UUID) -> DeadLetterWithRecord:
    """Read one parked command with its record."""
    if (letter := letters.letter(letter_id)) is None:
        raise refuse("not_found", f"there is no dead letter {letter_id}", value=str(letter_id))
    return letter_row(letter, DeadLetterWithRecord)
