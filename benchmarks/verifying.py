"""A sealed log in a folder, read as a stranger reads it: hashes, tree, and the chain behind; in seconds of one core."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least, at_most
from spice.application.upkeep.deep.verify_deep import VerifyDeep
from spice.application.upkeep.sealing.check_log import CheckLog
from spice.application.upkeep.sealing.grow_tree import grow_tree
from spice.application.upkeep.sealing.judge import ByBytes
from spice.bootstrap.sealing import connect_copied_proofs, connect_copy, connect_spool, is_signed
from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.merkle import root_over
from spice.domain.transparency.note import Checkpoint
from spice.messages.codec import encode_lines
from spice.messages.event_lines import leaf_of
from spice.messages.origin import Request
from spice.messages.segment import Database, Header, Line, Outcome, make_segment
from spice.messages.segment_name import segment_key
from spice.ports.errors import Permanent
from spice.ports.proof_store import Newest

SEGMENTS, EVENTS, PROPERTIES = 500, 2000, 19
MB, GB = 1e6, 1e9


class Folder:
    """What proves a log, written into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        file = self._folder / "proof" / name
        return file.read_bytes() if file.exists() else None

    def keep(self, name: str, body: bytes) -> None:
        """Write one."""
        file = self._folder / "proof" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def newest(self) -> Newest | None:
        """There is none while it is written."""
        return None

    def replace(self, body: bytes, tag: str | None) -> None:
        """Refuse: it is kept by its name."""
        raise Permanent("bench", "nothing is replaced here")

    def sizes(self) -> list[int]:
        """There are none while it is written."""
        return []


def measure(bench: Bench) -> Iterable[Figure]:
    """Root over a segment's events; a whole log verified."""
    text = encode_lines(_lines(0)).split(b"\n")[:-1]
    began = time.process_time()
    for _ in range(5):
        root_over(text)
    yield at_most("root over a segment's events", (time.process_time() - began) / 5 / EVENTS * MB, 3, " us an event")
    with TemporaryDirectory() as folder:
        size = _written(Path(folder))
        check = CheckLog(
            connect_copy(folder, endpoint=None, region=""),
            connect_copied_proofs(Path(folder)),
            ByBytes(connect_copy(folder, endpoint=None, region="")),
            key=None,
            check=is_signed,
        )
        began = time.process_time()
        found = check()
        took = time.process_time() - began
        deep = _deep(folder)
    note = f"{found.sealed} segments of {EVENTS:,} events, {size / MB:,.0f} MB, {len(found.wrong)} wrong"
    yield at_least("verify, fast, from files", size / took / GB, 1, " GB/s a core", note=note)
    yield deep


def _deep(folder: str) -> Figure:
    """Every value of the same log, folded again."""
    with TemporaryDirectory() as spool:
        began = time.process_time()
        deep = VerifyDeep(connect_copy(folder, endpoint=None, region=""), connect_spool(Path(spool)), None)()
        took = time.process_time() - began
    note = f"{deep.events:,} events of {deep.instances:,} instances, without an index; {len(deep.wrong)} wrong"
    return at_least("verify, deep, from files", deep.events / took, 80_000, " events/s a core", note=note)


def _lines(segment: int) -> list[Line]:
    return [
        Line(
            type="InstanceCreated",
            version=1,
            class_id="Flight_3f2a1c",
            id=f"{segment}-{number}",
            data={f"p-{each}": (segment * 7919 + number * 104729 + each) % 100_003 for each in range(PROPERTIES)},
        )
        for number in range(EVENTS)
    ]


def _written(folder: Path) -> int:
    leaves, size, before = list[Leaf](), 0, "0" * 64
    for sequence in range(1, SEGMENTS + 1):
        at = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(seconds=sequence)
        header = Header(
            generation=1,
            shard="instance-0000",
            sequence=sequence,
            prev_sha256=before,
            recorded_at=at,
            written_at=at,
            events=EVENTS,
            databases=[Database(uuid=UUID(int=1))],
            requests=[Request(actor="bench", submitted_at=at, database=0)],
            outcomes=[Outcome(type="CreateInstance", id=UUID(int=sequence))],
        )
        segment = make_segment(header, _lines(sequence))
        file = folder / segment_key(1, "instance-0000", sequence)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(segment.body)
        leaves.append(leaf_of(segment))
        size, before = size + len(segment.body), segment.sha256
    edge = grow_tree(Folder(folder), None, {}, leaves)
    checkpoint = Checkpoint(origin="bench.example/log", size=edge.size, root=edge.root())
    Folder(folder).keep("checkpoint", f"{checkpoint.text()}\n— bench.example/log {'A' * 96}\n".encode())
    return size
