"""What is wrong between segments that are each right: an instance in two places, a command that ends twice."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from spice.application.upkeep.deep.read_deep import COMMANDS, PLACE, STREAM, STREAMS, Put
from spice.application.upkeep.sealing.checked import Wrong
from spice.ports.retention import COMMANDS_KEPT
from spice.ports.spool import Spool

KEPT = COMMANDS_KEPT // timedelta(microseconds=1)


def misplaced(records: Sequence[bytes], put: Put) -> Iterator[tuple[int, str]]:
    """Name the lines of one instance, in the order of their versions, that do not stand behind the one before: its
    generation has one shard, whose segments go on."""
    for number, (before, record) in enumerate(pairwise(records), start=1):
        (was_in, was, behind), (shard, generation, sequence) = put.place(before), put.place(record)
        if generation == was and shard != was_in:
            yield number, f"an instance is of {was_in} in generation {was}, and goes on here"
        elif (generation, sequence) < (was, behind):
            yield number, f"an instance goes on before what was: segment {was_in}/{behind} of generation {was}"


def ended_twice(spool: Spool, put: Put) -> Iterator[Wrong]:
    """Name every command that ended once more while its end was remembered."""
    for part in range(STREAMS, STREAMS + COMMANDS):
        ends: dict[bytes, bytes] = {}
        for record in spool.read(part):
            if (known := ends.setdefault(record[:STREAM], record)) is not record:
                first, last = sorted((known, record), key=_moment)
                if _moment(last) - _moment(first) < KEPT:
                    command = UUID(bytes=record[:STREAM])
                    yield put.wrong_at(last, f"command {command} has ended already in {_named(first, put)}")
                ends[record[:STREAM]] = last


def _moment(record: bytes) -> int:
    return int.from_bytes(record[STREAM + PLACE :], "big")


def _named(record: bytes, put: Put) -> str:
    shard, generation, sequence = put.place(record)
    return f"segment {shard}/{sequence} of generation {generation}"
