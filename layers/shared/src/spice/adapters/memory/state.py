"""What the memory twins share, as the tables of one database would."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from threading import Lock, RLock
from uuid import UUID

from spice.adapters.memory.key_rows import DigestRow, ErasureRow, KeyRow
from spice.adapters.memory.webhook_rows import WebhookRow, WebhookState
from spice.domain.instance.model import Instance
from spice.domain.ontology.pulls.model import PullRequest, Remark
from spice.domain.shards import Shard
from spice.domain.webhooks.model import Webhook
from spice.messages.event import Event, Position
from spice.messages.noted import Noted
from spice.ports.bus import ConsumedRecord
from spice.ports.command_store import Batch, CommandState, IdempotencyKey
from spice.ports.directory import Database, Grant
from spice.ports.errors import Transient
from spice.ports.generations import BEGUN, Generation, ShardMap
from spice.ports.histories import PackedPart
from spice.ports.merge_drafts import MergeDraft
from spice.ports.notes import KeptNote
from spice.ports.outbox import OutboxRow
from spice.ports.quarantine import Quarantined
from spice.ports.shard_rows import Link, Parked, ShardHead
from spice.ports.sheet_connections import SheetConnection
from spice.ports.sheet_credentials import SheetCredential
from spice.ports.signed_trees import SignedTree
from spice.ports.tightening import Tightening
from spice.ports.views import View
from spice.ports.webhook_queue import Places, Walking

Stream = tuple[UUID, str, str]
"""Database, stable id of the root class, instance id."""


@dataclass(slots=True)
class MemoryState:
    """Tables, and the lock under which a twin does what is one transaction in a database."""

    lock: RLock = field(default_factory=RLock)
    cursor_key: bytes = field(default_factory=lambda: token_bytes(32))
    # What only lives here.
    outbox: dict[int, tuple[OutboxRow, datetime]] = field(default_factory=dict)
    maps: dict[str, dict[int, ShardMap]] = field(default_factory=dict)
    """By family and generation; a family without one has as many shards as its topic."""
    lagging: dict[str, datetime] = field(default_factory=dict)
    growth_limits: dict[str, int] = field(default_factory=dict)
    claims: dict[tuple[str, int], Lock] = field(default_factory=dict)
    positions: int = 0
    """The last position in the outbox."""
    keys: dict[tuple[str, UUID | None, str], tuple[IdempotencyKey, UUID, datetime]] = field(default_factory=dict)
    batches: dict[UUID, Batch] = field(default_factory=dict)
    notes: dict[UUID, KeptNote] = field(default_factory=dict)
    attempts: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    topics: dict[str, list[list[ConsumedRecord]]] = field(default_factory=dict)
    offsets: dict[tuple[str, str, int], int] = field(default_factory=dict)
    views: dict[tuple[UUID, UUID], View] = field(default_factory=dict)
    preferences: dict[str, Mapping[str, object]] = field(default_factory=dict)
    merge_drafts: dict[tuple[UUID, str, str], MergeDraft] = field(default_factory=dict)
    sheet_connections: dict[tuple[UUID, str], SheetConnection] = field(default_factory=dict)
    sheet_credentials: dict[tuple[UUID, str], SheetCredential] = field(default_factory=dict)
    webhook_states: dict[UUID, WebhookState] = field(default_factory=dict)
    webhook_walks: dict[tuple[UUID, str], Walking] = field(default_factory=dict)
    webhook_rows: dict[tuple[UUID, UUID], WebhookRow] = field(default_factory=dict)
    """By webhook and event."""
    key_epochs: dict[int, datetime] = field(default_factory=dict)
    """When each began."""
    ended_epochs: set[int] = field(default_factory=set)
    subject_keys: dict[tuple[UUID, str], KeyRow] = field(default_factory=dict)
    database_keys: dict[UUID, DigestRow] = field(default_factory=dict)
    """By database: its epoch and its key."""
    # What is derived from the log.
    rebuilding: list[datetime] = field(default_factory=list)
    """When the index was emptied and not completed since."""
    emptied_at: datetime | None = None
    search_marks: dict[UUID, str] = field(default_factory=dict)
    signed_trees: dict[str, SignedTree] = field(default_factory=dict)
    """By the origin of the log."""
    held_off: bool = False
    """The index is being swapped: nobody writes to it."""
    mains: dict[UUID, str] = field(default_factory=dict)
    shards: dict[str, ShardHead] = field(default_factory=dict)
    generations: dict[str, Generation] = field(default_factory=dict)
    """A family's newest one, as its closing segments tell."""
    segments: dict[tuple[str, int, int], tuple[int, Link]] = field(default_factory=dict)
    """Number of events and link by shard, sequence and generation."""
    quarantined: dict[str, Quarantined] = field(default_factory=dict)
    released: dict[str, datetime] = field(default_factory=dict)
    measures: dict[tuple[str, datetime], float] = field(default_factory=dict)
    recorded: list[Event] = field(default_factory=list)
    refused: list[Noted] = field(default_factory=list)
    streams: dict[UUID, Stream] = field(default_factory=dict)
    instances: dict[Stream, Instance] = field(default_factory=dict)
    events: dict[Stream, list[Event]] = field(default_factory=dict)
    """The tails: what is not packed."""
    positions_of: dict[Stream, Position] = field(default_factory=dict)
    """Where an instance's latest event stands."""
    packed: dict[UUID, list[PackedPart]] = field(default_factory=dict)
    packs: dict[str, datetime | None] = field(default_factory=dict)
    """When a pack was retired."""
    references: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    commands: dict[UUID, CommandState] = field(default_factory=dict)
    parked: dict[UUID, tuple[str, Parked]] = field(default_factory=dict)
    tightenings: dict[tuple[str, UUID], Tightening] = field(default_factory=dict)
    """By the shard of the ontology and the database."""
    databases: dict[UUID, Database] = field(default_factory=dict)
    grants: dict[UUID, dict[str, Grant]] = field(default_factory=dict)
    revoked: set[tuple[UUID, str]] = field(default_factory=set)
    pulls: dict[tuple[UUID, int], PullRequest] = field(default_factory=dict)
    remarks: dict[tuple[UUID, int], list[Remark]] = field(default_factory=dict)
    webhooks: dict[tuple[UUID, UUID], Webhook] = field(default_factory=dict)
    webhook_begins: dict[UUID, Places] = field(default_factory=dict)
    erasures: dict[tuple[UUID, str], ErasureRow] = field(default_factory=dict)
    checkpoints: dict[str, dict[str, int]] = field(default_factory=dict)
    epochs: dict[str, int] = field(default_factory=dict)
    counts: Counter[tuple[UUID, str, str, datetime | None]] = field(default_factory=Counter)

    def grant(self, database: UUID, subject: str, role: str, *, at: datetime, by: str) -> None:
        """Write a row of grants."""
        self.revoked.discard((database, subject))
        self.grants.setdefault(database, {})[subject] = Grant(subject=subject, role=role, granted_at=at, granted_by=by)

    def check_settled(self) -> None:
        """Raise Transient while the index is made again: it knows neither what is there nor what is not."""
        if self.rebuilding:
            raise Transient("memory", "the index is being rebuilt")

    def newest(self, family: str) -> ShardMap:
        """Read the map that accepted commands are stamped with."""
        maps = self.maps.get(family)
        return maps[max(maps)] if maps else self._first(family)

    def current(self, family: str) -> ShardMap:
        """Read the map that has begun."""
        begun = {number: each for number, each in self.maps.get(family, {}).items() if each.state == BEGUN}
        return begun[max(begun)] if begun else self._first(family)

    def claim(self, topic: str, partition: int) -> Lock:
        """The lock under which a shard of the outbox is drained."""
        with self.lock:
            return self.claims.setdefault((topic, partition), Lock())

    def _first(self, family: str) -> ShardMap:
        partitions = len(self.topics.get(Shard(family, 0).commands, ())) or 1
        return ShardMap(family=family, generation=1, partitions=partitions)
