"""What each function may do in PostgreSQL, where it is a user of its own: the tables it reads, and those it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from infra.catalogue import names


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Tables by their names, `model.*` for all of that schema; what is written is read as well.

    `adds`: tables that it adds rows to, and can neither read nor change. `keeps`: tables whose rows are added and
    changed, and never deleted. `changes`: columns of rows that others add, as `keys.subjects(wrapped, erased_at)`.
    `calls`: functions of the database that change the schema for whoever calls.
    """

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


INDEX: Final = "model.*"
"""The index of the log, for whoever answers or decides from it."""
ONTOLOGIES: Final = (
    *("model.databases", "model.grants", "model.mains", "model.rebuilding"),
    *("model.classes", "model.commits", "model.refs", "model.branches"),
)
"""Who may use which database, and its classes."""
ACCEPTED: Final = ("intake.idempotency", "intake.batches", "intake.outbox", "model.commands")
"""What stands once a command is accepted."""
CARRIED_OUT: Final = (
    *("model.shards", "model.generations", "model.segments", "model.heads", "model.tail", "model.quarantine"),
    *("model.commands", "model.batch_progress", "model.parked", "intake.attempts", "intake.outbox"),
)
"""What a segment of any family leaves; a record of another shard goes back to the outbox."""
ADMINISTERED: Final = (
    *("model.databases", "model.grants", "model.mains", "model.classes", "model.commits", "model.refs"),
    *("model.branches", "model.tightenings", "model.pull_requests", "model.remarks", "model.webhooks"),
    "model.erasures",
)
"""What a segment of ontology commands leaves besides."""
DELIVERIES: Final = ("intake.webhook_states", "intake.webhook_walks", "intake.webhook_deliveries")
"""What webhooks are still to be told, and how they do."""
CONNECTIONS: Final = "intake.sheet_connections"
"""Which Google Sheets are looked at on a schedule."""
SHEETS: Final = "intake.sheet_credentials"
"""What a database's Google Sheets are read with."""
SEALED: Final = ("keys.epochs", "keys.subjects", "keys.databases")
"""Wrapped keys of personal data, for whoever seals: they make keys, and delete none."""
DESTROYED: Final = ("keys.subjects(wrapped, erased_at)", "keys.databases(wrapped)")
"""What is left of a key once it is destroyed: whoever destroys makes none."""
REWRAPPED: Final = ("keys.subjects(epoch, wrapped, erased_at)", "keys.databases(epoch, wrapped)")
"""Keys that are wrapped by another epoch's, and destroyed."""
RESUMED: Final = (
    "intake.webhook_states(off_since, off_reason, failures, tries, failing_since, rests_until, resumed)",
    "intake.webhook_deliveries(state, tries, due_at)",
)
"""What a webhook that its owner resumes goes on with, where that is indexed."""
NOTES: Final = "intake.notes"
"""What the audit is still to be told: whoever shows personal data adds to it, maintenance takes it to the outbox."""
RELEASED: Final = "intake.released"
"""When shards were let go on, for whoever sets one apart."""

TABLES: Mapping[str, Tables] = {
    # It seals the secrets of webhooks, and takes up deliveries again.
    "oms": Tables(
        reads=(INDEX, "intake.generations", "intake.keys"),
        writes=(*ACCEPTED, *DELIVERIES),
        adds=(NOTES,),
        keeps=SEALED,
    ),
    "bff": Tables(
        reads=(
            *(INDEX, "intake.generations", "intake.batches", "intake.outbox", "intake.search_marks", "intake.keys"),
            *("keys.epochs", "keys.subjects", "keys.databases", RELEASED, "intake.measures"),
            *DELIVERIES,
        ),
        # No fact: how often something is read, what is asked of maintenance, a draft, how people look at things.
        # Who reads the log sets apart what is broken of it.
        writes=(
            *("model.counts", "intake.jobs", "intake.growth_limits", "intake.merge_drafts", "model.quarantine"),
            *("intake.views", "intake.preferences", SHEETS, CONNECTIONS),
        ),
        adds=(NOTES,),
    ),
    "funnel": Tables(reads=(*ONTOLOGIES, "intake.jobs", "intake.keys", SHEETS)),
    "relay": Tables(reads=("intake.generations",), writes=("intake.outbox",)),
    "instance-worker": Tables(reads=(INDEX, "intake.generations", RELEASED), writes=CARRIED_OUT),
    "ontology-worker": Tables(
        reads=(INDEX, "intake.generations", RELEASED),
        # An erasure destroys a key in the transaction that indexes it.
        writes=(*CARRIED_OUT, *ADMINISTERED, "intake.idempotency", "intake.batches"),
        changes=(*DESTROYED, *RESUMED),
    ),
    "projection": Tables(
        reads=(INDEX, "intake.generations", RELEASED),
        writes=(
            *(
                "model.checkpoints",
                "model.counts",
                "model.quarantine",
                "intake.search_marks",
                "intake.jobs",
                "intake.projections",
            ),
            *ACCEPTED,
        ),
    ),
    "dead-letters": Tables(reads=("intake.generations", "model.batch_progress"), writes=ACCEPTED),
    "webhooks": Tables(reads=(INDEX, "intake.generations", "intake.keys"), writes=DELIVERIES),
    "imports": Tables(
        reads=(INDEX, "intake.generations", "intake.keys", SHEETS),
        writes=(*ACCEPTED, "intake.jobs", CONNECTIONS),
        keeps=SEALED,
    ),
    "maintenance": Tables(
        # An export is pages of a search, whose cursors are signed.
        reads=("intake.search_marks", "intake.keys"),
        writes=(
            *(INDEX, "intake.outbox", "intake.idempotency", "intake.batches", "intake.attempts", "intake.jobs"),
            *("intake.generations", "intake.lagging", "intake.growth_limits", "intake.merge_drafts"),
            *("intake.views", SHEETS, RELEASED, "intake.measures", NOTES, "intake.signed_trees"),
            *DELIVERIES,
        ),
        keeps=("keys.epochs",),
        changes=REWRAPPED,
        calls=("intake.begin_next_index", "intake.swap_next_index", "intake.drop_next_index"),
    ),
    "topics": Tables(writes=("intake.generations",)),
}
"""By function. Migrations and an operator's questions are the admin's."""

DATABASE_USERS = {name: names.database_user(name) for name in TABLES}
"""Who a function is in PostgreSQL: signed in with a token of its role, never with a password."""
