"""Long work that was asked for, as rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.messages.codec import decode, encode
from spice.messages.work import Work, detail_of, name_of, read_work
from spice.ports.errors import LeaseLost, Permanent, Transient
from spice.ports.jobs import Job
from spice.ports.turn import Turn

_COLUMNS = "id, name, state, detail, created_at, finished_at"


class PostgresJobs:
    """Jobs by id."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    @contextmanager
    def turn(self, place: str) -> Iterator[Turn | None]:
        """Take a turn by a lock of a session of its own, which ends with it."""
        session = self._postgres.apart()
        try:
            with session.connection() as connection:
                taken, pid = connection.execute(
                    "select pg_try_advisory_lock(hashtextextended(%s, 0)), pg_backend_pid()", (f"turn/{place}",)
                ).fetchall()[0]
            yield _Session(session, pid) if taken else None
        finally:
            session.close()

    def request(self, job_id: UUID, work: Work, detail: Mapping[str, object]) -> Job:
        """Keep a job as REQUESTED."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "insert into intake.jobs (id, name, state, detail) values (%s, %s, 'REQUESTED', %s)"
                f" on conflict (id) do update set name = excluded.name returning {_COLUMNS}",
                (job_id, name_of(work), encode({**detail_of(work), **detail})),
            ).fetchone()
        if row is None:
            raise Permanent("postgres", f"job {job_id} was not kept")
        return _job(row)

    def find(self, job_id: UUID) -> Job | None:
        """Read one."""
        with self._postgres.connection() as connection:
            row = connection.execute(f"select {_COLUMNS} from intake.jobs where id = %s", (job_id,)).fetchone()
        return _job(row) if row else None

    def last(self, work: Work) -> Job | None:
        """Read the latest of a name."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"select {_COLUMNS} from intake.jobs where name = %s order by created_at desc limit 1", (name_of(work),)
            ).fetchone()
        return _job(row) if row else None

    def named(self, work: Work, *, limit: int, before: tuple[datetime, UUID] | None) -> Sequence[Job]:
        """List those of a name, newest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                f"select {_COLUMNS} from intake.jobs where name = %(name)s"
                " and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))"
                " order by created_at desc, id desc limit %(limit)s",
                {"name": name_of(work), "at": before and before[0], "id": before and before[1], "limit": limit},
            ).fetchall()
        return [_job(row) for row in rows]

    def unfinished(self) -> Sequence[Job]:
        """List what is not done, oldest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                f"select {_COLUMNS} from intake.jobs where finished_at is null order by created_at"
            ).fetchall()
        return [_job(row) for row in rows]

    def tell(self, job_id: UUID, state: str, detail: Mapping[str, object]) -> None:
        """Move a job on that has not ended."""
        with self._postgres.transaction() as connection:
            row = connection.execute(
                "select detail from intake.jobs where id = %s and finished_at is null for update", (job_id,)
            ).fetchone()
            if row is None:
                return
            merged = {**decode(row[0]), **detail}
            connection.execute(
                "update intake.jobs set state = %s, detail = %s,"
                " finished_at = case when %s then now() end where id = %s",
                (state, encode(merged), state in ("COMPLETED", "FAILED"), job_id),
            )

    def resume(self, ended: Job, detail: Mapping[str, object]) -> None:
        """Make a job that has ended REQUESTED once more."""
        with self._postgres.connection() as connection:
            connection.execute(
                "update intake.jobs set state = 'REQUESTED', finished_at = null, detail = %s"
                " where id = %s and finished_at = %s",
                (encode({**ended.detail, **detail}), ended.id, ended.finished_at),
            )


class _Session:
    """The Turn of the session that holds its lock."""

    def __init__(self, session: Postgres, pid: int) -> None:
        self._session, self._pid = session, pid

    def check(self) -> None:
        """See that it is the same session still: another, opened when that one was lost, holds nothing."""
        try:
            with self._session.connection() as connection:
                pid = connection.execute("select pg_backend_pid()").fetchall()[0][0]
        except Transient as failed:
            # What a session does not answer it may have died of: its lock is gone, or nobody can say that it is not.
            raise LeaseLost("postgres", f"the session that had the turn does not answer: {failed}") from failed
        if pid != self._pid:
            raise LeaseLost("postgres", "the session that had the turn is gone")


def _job(row: Sequence[Any]) -> Job:
    detail = decode(row[3])
    work = read_work(row[1], detail)
    return Job(id=row[0], work=work, state=row[2], detail=detail, created_at=row[4], finished_at=row[5])
