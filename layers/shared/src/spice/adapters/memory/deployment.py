"""What a deployment touches, in memory."""

import sqlite3
import weakref
from collections.abc import Mapping, Sequence

from spice.ports.deployment.asking import Told
from spice.ports.deployment.schema import DatabaseUser
from spice.ports.errors import Permanent


class MemorySchema:
    """A schema with changes that are missing."""

    def __init__(self, *missing: str) -> None:
        self._missing = list(missing)
        self.admitted: dict[str, DatabaseUser] = {}

    def migrate(self) -> Sequence[str]:
        """Apply what is missing."""
        applied, self._missing = self._missing, []
        return applied

    def admit(self, user: DatabaseUser) -> None:
        """Let a user in."""
        self.admitted[user.name] = user


class MemoryAsking:
    """A small database that takes statements."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)

    def ask(self, statement: str, *, most: int) -> Told:
        """Run one statement."""
        try:
            with self._database:
                cursor = self._database.execute(statement)
        except sqlite3.Error as failed:
            raise Permanent("postgres", str(failed)) from failed
        rows = [] if cursor.description is None else cursor.fetchall()
        shown = [[None if value is None else str(value) for value in row] for row in rows[:most]]
        columns = [column[0] for column in cursor.description or ()]
        return Told(columns=columns, rows=shown, count=len(rows) if columns else cursor.rowcount)


class MemoryBrokers:
    """Brokers by cluster."""

    def __init__(self, held: Mapping[str, str] | None = None) -> None:
        self._held = dict(held or {})

    def of(self, cluster: str) -> str:
        """Answer the brokers of a cluster."""
        if cluster not in self._held:
            raise Permanent("kafka", f"there is no cluster {cluster}")
        return self._held[cluster]


class MemorySearchPackages:
    """Packages that are attached when they were asked for twice, as an engine that takes its time."""

    def __init__(self, *there: str) -> None:
        self._there = there
        self.attached: dict[str, set[str]] = {}

    def attach(self, domain: str, packages: Sequence[str]) -> bool:
        """Ask for what a domain lacks."""
        if unknown := [name for name in packages if name not in self._there]:
            raise Permanent("opensearch", f"there is no package {unknown[0]} in this region")
        had = set(self.attached.get(domain, ()))
        self.attached.setdefault(domain, set()).update(packages)
        return had >= set(packages)


class MemorySearchTemplates:
    """Templates by name."""

    def __init__(self, wanted: Mapping[str, object] | None = None) -> None:
        self._wanted = dict(wanted or {})
        self.held: dict[str, object] = {}

    def prepare(self) -> Sequence[str]:
        """Put every template there."""
        self.held |= self._wanted
        return sorted(self._wanted)


class MemoryBuckets:
    """Buckets by name, with how much each holds."""

    def __init__(self, held: Mapping[str, int] | None = None) -> None:
        self.held = dict(held or {})

    def empty(self, bucket: str, *, limit: int) -> int:
        """Take some objects out."""
        gone = min(limit, self.held.get(bucket, 0))
        if gone:
            self.held[bucket] -= gone
        return gone
