"""Drafts of merges as rows."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import msgspec

from spice.adapters.postgres.connection import Postgres
from spice.domain.errors import refuse
from spice.domain.ontology.branch_commands import NOTHING, Allowed
from spice.domain.ontology.merging.resolutions import Resolution
from spice.messages.codec import decode, encode
from spice.ports.merge_drafts import MergeDraft

# A version that is expected is compared under the lock of the row; 0 says that there is none.
_KEEP = """
insert into intake.merge_drafts as held (database, source, target, version, by, at, resolutions, allowed)
select %(database)s, %(source)s, %(target)s, 1, %(by)s, %(at)s, %(resolutions)s, %(allowed)s
where coalesce(%(expected)s, 0) = 0 or exists (select 1 from intake.merge_drafts
    where database = %(database)s and source = %(source)s and target = %(target)s)
on conflict (database, source, target) do update set
    version = held.version + 1, by = excluded.by, at = excluded.at, resolutions = excluded.resolutions,
    allowed = excluded.allowed
where %(expected)s::integer is null or held.version = %(expected)s
returning version
"""
_read = msgspec.json.Decoder(list[Resolution], float_hook=Decimal).decode


class PostgresMergeDrafts:
    """Keeps drafts beside the index."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def find(self, database: UUID, source: str, target: str) -> MergeDraft | None:
        """Read a draft."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select resolutions, version, by, at, allowed from intake.merge_drafts"
                " where database = %s and source = %s and target = %s",
                (database, source, target),
            ).fetchone()
        if row is None:
            return None
        allowed = Allowed(*(part or () for part in decode(row[4]))) if row[4] else NOTHING
        return MergeDraft(resolutions=_read(row[0]), version=row[1], by=row[2], at=row[3], allowed=allowed)

    def keep(
        self, database: UUID, source: str, target: str, draft: MergeDraft, *, expected_version: int | None
    ) -> MergeDraft:
        """Keep a draft in the place of what is there."""
        values = {
            "database": database,
            "source": source,
            "target": target,
            "by": draft.by,
            "at": draft.at,
            "resolutions": encode(draft.resolutions),
            "allowed": encode([*draft.allowed]),
            "expected": expected_version,
        }
        with self._postgres.connection() as connection:
            row = connection.execute(_KEEP, values).fetchone()
        if row is None:
            raise refuse("version_conflict", f"the draft is not at version {expected_version} any more")
        return replace(draft, version=row[0])
