"""What a platform that stands still looks like: its places, its processes, the last it said."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from tests.support.stand.stand import Stand

ASKED = {
    "heads of shards": "select shard, generation, sequence from model.shards order by 1",
    "checkpoints": "select projection, shard, sequence from model.checkpoints order by 1, 2",
    "resets": "select * from intake.projections",
    "topics": "select topic, partition, next_offset from bus.partitions where next_offset > 0 order by 1, 2",
    "groups": "select consumer_group, topic, partition, next_offset from bus.offsets order by 1, 2, 3",
    "set apart": "select * from model.quarantine",
    "jobs": "select * from intake.jobs",
    "sessions": "select pid, application_name, state, wait_event_type, wait_event, now() - query_start, left(query, 99)"
    " from pg_stat_activity where datname is not null",
    "locks": "select pid, locktype, mode, granted from pg_locks where locktype = 'advisory' or not granted",
}
LAST_BYTES = 400_000
LINES = 60
WORDS = ("projection", "error", "stalled", "breaker")


def described(stand: Stand) -> str:
    """Write it down: whoever looks later finds a platform that is gone."""
    return "\n".join([*_rows(stand), *_processes(stand), *_said(stand.data)])


def _rows(stand: Stand) -> Iterator[str]:
    for name, statement in ASKED.items():
        try:
            rows = stand.sql(statement)
        except psycopg.Error as refused:
            rows = [str(refused).strip()]
        yield f"{name}: {rows}"


def _processes(stand: Stand) -> Iterator[str]:
    for process in psutil.Process(stand.supervisor).children(recursive=True):
        with suppress(psutil.NoSuchProcess, OSError):
            waits = Path(f"/proc/{process.pid}/wchan").read_text()
            ours, system = process.cpu_times()[:2]
            yield f"{process.pid} {process.name()} {process.status()} waits in {waits}, {ours + system:.1f} s of work"


def _said(data: Path) -> Iterator[str]:
    for file in sorted((data / "logs").glob("*.log")):
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - LAST_BYTES))
            lines = log.read().decode(errors="replace").splitlines()
        told = [line[:600] for line in lines if any(word in line for word in WORDS)]
        yield from (f"{file.name}: {line}" for line in told[-LINES:])
