"""Commands as rows of the outbox, and their states from rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from spice.domain.identity import NIL, partition_of
from spice.messages.codec import decode, encode
from spice.messages.command import command_record
from spice.messages.problem import decode_problems
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.command_store import CommandState, Submission
from spice.ports.generations import ShardMap

ROW_RECORDS, ROW_BYTES = 2000, 2 * 1024 * 1024
"""What an outbox row holds at most: records, and bytes before they are packed (but for a single longer record)."""


def keep_values(submission: Submission, used: ShardMap) -> dict[str, Any]:
    """Write what one statement keeps of a submission, under a map."""
    key, batch = submission.idempotency, submission.batch
    rows = list(outbox_rows(submission, used.partitions))
    first = submission.commands[0]
    return {
        "id": batch.id if batch else first.id,
        "is_batch": batch is not None,
        "has_key": key is not None,
        "key": key.key if key else "",
        "fingerprint": key.fingerprint if key else "",
        "actor": key.actor if key else first.actor,
        "database": (key.database if key else first.database) or NIL,
        "type": first.type,
        "command_database": first.database,
        "submitted_at": first.submitted_at,
        "aggregate": first.key,
        "accepted": batch.accepted if batch else 0,
        "rejected": encode(batch.rejected if batch else []),
        "topic": submission.topic,
        "family": used.family,
        "generation": used.generation,
        "partitions": [partition for partition, _ in rows],
        "counts": [len(records) for _, records in rows],
        "records": [records.encoded for _, records in rows],
    }


def outbox_rows(submission: Submission, partitions: int) -> list[tuple[int, RecordBatch]]:
    """Write the records of commands by partition, in rows of bounded size."""
    by_partition: dict[int, list[Record]] = {}
    for command in submission.commands:
        partition = partition_of(command.key, partitions) if submission.partition is None else submission.partition
        by_partition.setdefault(partition, []).append(command_record(command))
    rows = []
    for partition, records in by_partition.items():
        rows += [(partition, RecordBatch.of(chunk)) for chunk in _chunks(records)]
    return rows


def _chunks(records: Sequence[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    size = 0
    for record in records:
        if chunk and (len(chunk) == ROW_RECORDS or size + len(record.value) > ROW_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += len(record.value)
    yield chunk


def command_state(row: Sequence[Any]) -> CommandState:
    """Make a state of its columns."""
    return CommandState(
        id=row[0],
        type=row[1],
        state=row[2],
        actor=row[3],
        database=row[4],
        submitted_at=row[5],
        finished_at=row[6],
        attempts=row[7],
        batch=row[8],
        line=row[9],
        key=row[10],
        result=decode(row[11]) if row[11] else None,
        errors=decode_problems(row[12]) if row[12] else (),
        shard=row[13],
        generation=row[14],
        sequence=row[15],
        class_id=row[16],
    )
