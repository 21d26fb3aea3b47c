"""Segments written by hand, and indexed as a worker would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from spice.application.work.index_segment import index_segment
from spice.application.work.is_next import needed_for
from spice.domain.datatypes.home import NOWHERE
from spice.domain.identity import aggregate_id, derived_id, stream_key
from spice.domain.ontology.compiled.ontology import Ontology
from spice.messages.origin import Request
from spice.messages.segment import Database, Header, Line, Outcome, Segment, make_segment
from spice.ports.segment_change import SegmentChange
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import WriteModel
from tests.contract.conftest import Stores
from tests.support.memory_platform import START

DATABASE = UUID("00000000-0000-4000-8000-0000000000d0")
THING = "c-thing"
SHAPE: dict[str, Any] = {
    "id": THING,
    "name": "Thing",
    "properties": [{"id": "p-note", "name": "note", "type": "xsd:string"}],
    "relationships": [
        {
            "id": "r-next",
            "name": "next",
            "target": "Thing",
            "cardinality": "many_to_one",
            "on_missing": "allow",
            "on_delete": "detach",
        },
        {
            "id": "r-many",
            "name": "many",
            "target": "Thing",
            "cardinality": "many_to_many",
            "on_missing": "allow",
            "on_delete": "detach",
        },
    ],
}
ONTOLOGY = Ontology.compile("commit", [SHAPE])


def stream(identity: str) -> UUID:
    """The stream of a thing."""
    return stream_key(aggregate_id(DATABASE, THING, identity))


def command(name: object) -> UUID:
    """A command's id."""
    return derived_id(DATABASE, f"command {name}")


def created(identity: str, data: dict[str, Any] | None = None, *, version: int = 1, at: int = 0) -> Line:
    """A thing that began; `at` is the number of its command in the segment."""
    return Line(type="InstanceCreated", version=version, command=at, class_id=THING, id=identity, data=data or {})


def updated(
    identity: str, version: int, data: dict[str, Any] | None = None, *, at: int = 0, unset: Sequence[str] = ()
) -> Line:
    """A thing that changed."""
    return Line(
        type="InstanceUpdated",
        version=version,
        command=at,
        class_id=THING,
        id=identity,
        set=data,
        unset=list(unset) or None,
    )


def deleted(identity: str, version: int, *, at: int = 0) -> Line:
    """A thing that ended."""
    return Line(type="InstanceDeleted", version=version, command=at, class_id=THING, id=identity)


def administered(kind: str, key: str, *, at: int = 0, **body: Any) -> Line:
    """An event of databases, grants or ontologies."""
    return Line(type=kind, version=1, command=at, key=key, body=body)


def done(name: object, **parts: Any) -> Outcome:
    """A command's outcome."""
    return Outcome(**{"type": "PutInstance", "id": command(name), **parts})


@dataclass
class Writer:
    """Writes a shard's segments one after another, into the log and the index."""

    stores: Stores
    shard: str = "instance-0000"
    batch: UUID | None = None
    beside: bool = False
    """Into the next index, not the one that stands."""
    sequence: int = 0
    head: ShardHead = field(init=False)

    def __post_init__(self) -> None:
        self.head = ShardHead(shard=self.shard)

    @property
    def model(self) -> WriteModel:
        """The index it writes."""
        return self.stores.ports.next_index.model() if self.beside else self.stores.ports.model

    def segment(
        self, *lines: Line, outcomes: Sequence[Outcome] = (), released: Sequence[UUID] = (), at: datetime | None = None
    ) -> Segment:
        """Make the segment that follows the last one indexed; without outcomes each line has a command of its own."""
        sequence = self.head.sequence + 1
        moment = at or START + timedelta(seconds=sequence)
        named = outcomes or [
            done(f"{self.shard} {sequence} {n}") for n in range(max(line.command for line in lines) + 1)
        ]
        header = Header(
            generation=1,
            shard=self.shard,
            sequence=sequence,
            prev_sha256=self.head.sha256,
            recorded_at=moment,
            written_at=moment,
            events=len(lines),
            databases=[Database(DATABASE, "commit")],
            requests=[Request(actor="kim", submitted_at=START, database=0, batch=self.batch)],
            outcomes=list(named),
            released=list(released),
        )
        return make_segment(header, lines)

    def change(self, segment: Segment) -> SegmentChange:
        """Fold a segment onto what the index holds."""
        before = self.model.snapshot(self.shard, needed_for(segment))
        return index_segment(segment, before.instances, lambda database, commit, home=NOWHERE: ONTOLOGY, published=0)

    def write(self, *lines: Line, **parts: Any) -> SegmentChange:
        """Index the next segment, which stands in the log."""
        segment = self.segment(*lines, **parts)
        change = self.change(segment)
        assert self.model.apply(change)
        self.head = change.head
        return change
