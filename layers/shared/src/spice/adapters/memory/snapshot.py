"""One look at the tables to decide from, under the lock the caller holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.instance.model import Instance
from spice.domain.shards import Shard
from spice.ports.directory import Database
from spice.ports.generations import Generation
from spice.ports.instance_scan import Referrer
from spice.ports.shard_rows import Parked, ShardHead
from spice.ports.write_model import Erasure, Look, Snapshot, Wanted

REFERRERS = 1000


def read_look(state: MemoryState, wanted: Wanted) -> Look:
    """Read everything wanted that is of no shard."""
    return Look(**_look(state, wanted))


def read_snapshot(state: MemoryState, shard: str, wanted: Wanted) -> Snapshot:
    """Read everything wanted, and the shard."""
    return Snapshot(
        head=state.shards.get(shard, ShardHead(shard=shard)),
        parked=_parked(state, shard, wanted.keys),
        generation=state.generations.get(Shard.named(shard).family, Generation()),
        quarantined=state.quarantined.get(shard),
        **_look(state, wanted),
    )


def _instances(state: MemoryState, streams: Sequence[UUID]) -> dict[UUID, Instance]:
    return {stream: state.instances[state.streams[stream]] for stream in streams if stream in state.streams}


def _look(state: MemoryState, wanted: Wanted) -> dict[str, Any]:
    databases, referrers = _databases(state, wanted), read_referrers(state, wanted.referred)
    return {
        "processed": _processed(state, wanted.commands),
        "ended": _ended(state, wanted.ended),
        "instances": _instances(state, wanted.streams),
        "versions": _versions(state, wanted.versions),
        "databases": databases,
        "names": {database.name: database.uuid for database in databases.values() if not database.deleted},
        "grants": {
            uuid: {subject: grant.role for subject, grant in state.grants.get(uuid, {}).items()}
            for uuid in wanted.grants
        },
        "erasures": _erasures(state, wanted.subjects),
        "complete": not state.rebuilding,
        "emptied_at": state.emptied_at,
        "referrers": referrers[:REFERRERS],
        "more_referrers": len(referrers) > REFERRERS,
        "tightenings": [
            held
            for held in state.tightenings.values()
            if held.database in wanted.databases
            and state.shards.get(held.shard, ShardHead(shard=held.shard)).sequence == held.sequence
        ],
    }


def _erasures(state: MemoryState, subjects: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], Erasure]:
    rows = {name: row for name in subjects if (row := state.erasures.get(name)) is not None}
    return {name: Erasure(row.generation, row.readmitted) for name, row in rows.items()}


def _versions(state: MemoryState, streams: Sequence[UUID]) -> dict[UUID, tuple[int, datetime]]:
    held = _instances(state, streams)
    return {stream: (instance.version, instance.updated_at) for stream, instance in held.items()}


def _processed(state: MemoryState, commands: Sequence[UUID]) -> frozenset[UUID]:
    finished = {
        command for command in commands if (held := state.commands.get(command)) is not None and held.state != "PENDING"
    }
    return frozenset(finished | {letter for letter in commands if letter in state.parked})


def _ended(state: MemoryState, commands: Sequence[UUID]) -> dict[UUID, datetime]:
    held = (state.commands.get(command) for command in commands)
    return {each.id: each.finished_at for each in held if each is not None and each.finished_at is not None}


def _databases(state: MemoryState, wanted: Wanted) -> dict[UUID, Database]:
    return {
        uuid: replace(database, head=state.mains.get(uuid))
        for uuid, database in state.databases.items()
        if uuid in wanted.databases or (database.name in wanted.database_names and not database.deleted)
    }


def _parked(state: MemoryState, shard: str, keys: Sequence[str]) -> Mapping[str, Sequence[Parked]]:
    parked: dict[str, list[Parked]] = {}
    for name, letter in state.parked.values():
        if name == shard and letter.key in keys:
            parked.setdefault(letter.key, []).append(letter)
    return parked


def read_referrers(state: MemoryState, targets: Sequence[UUID]) -> list[Referrer]:
    """Read live instances that name a target; one that names two comes twice."""
    wanted = frozenset(targets)
    found = []
    for stream, named in state.references.items() if wanted else ():
        key = state.streams[stream]
        if not (instance := state.instances[key]).deleted:
            found += [Referrer(target=target, database=key[0], instance=instance) for target in wanted & named]
    return found
