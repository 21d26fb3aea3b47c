"""Preferences as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from spice.adapters.postgres.connection import Postgres
from spice.messages.codec import decode, encode

_KEEP = """
insert into intake.preferences (subject, preferences, at) values (%s, %s, %s)
on conflict (subject) do update set preferences = excluded.preferences, at = excluded.at
"""


class PostgresPreferences:
    """Keeps preferences beside the index."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def find(self, subject: str) -> Mapping[str, object]:
        """Read what somebody prefers."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select preferences from intake.preferences where subject = %s", (subject,)
            ).fetchone()
        return cast(Mapping[str, object], decode(row[0])) if row else {}

    def of(self, subjects: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
        """Read what each of these prefers who said something."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select subject, preferences from intake.preferences where subject = any(%s)", (list(subjects),)
            ).fetchall()
        return {subject: cast(Mapping[str, object], decode(preferences)) for subject, preferences in rows}

    def keep(self, subject: str, preferences: Mapping[str, object], *, at: datetime) -> None:
        """Keep preferences in the place of those before; none: forget them."""
        with self._postgres.connection() as connection:
            if preferences:
                connection.execute(_KEEP, (subject, encode(preferences), at))
            else:
                connection.execute("delete from intake.preferences where subject = %s", (subject,))
