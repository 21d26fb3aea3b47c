"""Pull requests of a segment as rows: each event is folded onto what is there."""

from typing import Any
from uuid import UUID

import msgspec
from psycopg import Connection

from spice.domain.ontology.pulls.evolve import evolve, remark_of
from spice.domain.ontology.pulls.model import PullRequest
from spice.messages.codec import encode
from spice.messages.event import Event
from spice.messages.registry import pull_event

_KEEP = """
insert into model.pull_requests (database, number, state, source, target, author, reviewers, pull)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (database, number) do update set
    state = excluded.state, reviewers = excluded.reviewers, pull = excluded.pull
"""
read_pull = msgspec.json.Decoder(PullRequest).decode


def apply_pull(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    """Write what an event leaves of its pull request, and what it says."""
    told = pull_event(event)
    pull = evolve(_before(connection, event.database, told.number), told, actor=event.actor, at=event.at)
    connection.execute(
        _KEEP,
        (
            event.database,
            pull.number,
            pull.state,
            pull.source,
            pull.target,
            pull.author,
            sorted({*pull.reviewers, *pull.verdicts}),
            encode(pull),
        ),
    )
    if (remark := remark_of(pull, told, actor=event.actor, at=event.at)) is not None:
        connection.execute(
            "insert into model.remarks values (%s, %s, %s, %s)",
            (event.database, pull.number, remark.number, encode(remark)),
        )


def _before(connection: Connection[Any], database: UUID | None, number: int) -> PullRequest | None:
    row = connection.execute(
        "select pull from model.pull_requests where database = %s and number = %s", (database, number)
    ).fetchone()
    return read_pull(row[0]) if row else None
