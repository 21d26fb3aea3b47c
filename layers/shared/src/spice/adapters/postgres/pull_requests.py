"""Pull requests from the index."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from spice.adapters.postgres.apply_pulls import read_pull
from spice.adapters.postgres.connection import Postgres
from spice.domain.ontology.pulls.model import PullRequest, Remark, State
from spice.ports.pull_requests import Sought

_SOUGHT = """
database = %(database)s and author = coalesce(%(author)s, author)
and (%(reviewer)s::text is null or %(reviewer)s = any(reviewers))
and source = coalesce(%(source)s, source) and target = coalesce(%(target)s, target)
"""
_LISTED = f"""
select pull from model.pull_requests where {_SOUGHT} and state = coalesce(%(state)s, state)
and number < coalesce(%(before)s, 2147483647) order by number desc limit %(limit)s
"""
_read_remark = msgspec.json.Decoder(Remark).decode


class PostgresPullRequests:
    """Reads what the events of pull requests left."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def find(self, database: UUID, number: int) -> PullRequest | None:
        """Read one."""
        rows = self._rows(
            "select pull from model.pull_requests where database = %s and number = %s", (database, number)
        )
        return read_pull(rows[0][0]) if rows else None

    def open(self, database: UUID) -> Sequence[PullRequest]:
        """Read all that are open, by number."""
        asked = "select pull from model.pull_requests where database = %s and state = 'open' order by number"
        return [read_pull(row[0]) for row in self._rows(asked, (database,))]

    def last(self, database: UUID) -> int:
        """Tell the highest number that was given."""
        asked = "select coalesce(max(number), 0) from model.pull_requests where database = %s"
        return int(self._rows(asked, (database,))[0][0])

    def listed(self, database: UUID, sought: Sought, *, before: int | None, limit: int) -> Sequence[PullRequest]:
        """List the newest, below a number."""
        values = {**_values(database, sought), "before": before, "limit": limit}
        return [read_pull(row[0]) for row in self._rows(_LISTED, values)]

    def counts(self, database: UUID, sought: Sought) -> Mapping[State, int]:
        """Count what is sought by state."""
        asked = f"select state, count(*) from model.pull_requests where {_SOUGHT} group by state"
        return {row[0]: row[1] for row in self._rows(asked, _values(database, sought))}

    def remarks(self, database: UUID, number: int) -> Sequence[Remark]:
        """Read what was said in one, oldest first."""
        asked = "select remark from model.remarks where database = %s and pull = %s order by number"
        return [_read_remark(row[0]) for row in self._rows(asked, (database, number))]

    def _rows(self, asked: str, values: Any) -> Sequence[Any]:
        with self._postgres.connection() as connection:
            return connection.execute(asked, values).fetchall()


def _values(database: UUID, sought: Sought) -> dict[str, object]:
    return {
        "database": database,
        "state": sought.state,
        "author": sought.author,
        "reviewer": sought.reviewer,
        "source": sought.source,
        "target": sought.target,
    }
