"""Whether the index is whole: one that is made again knows neither what is there nor what is not."""

from typing import Any

from psycopg import Connection

from spice.ports.errors import Momentary


def is_rebuilding(connection: Connection[Any]) -> bool:
    """Tell whether the index was given up and is being made again."""
    return connection.execute("select exists (select 1 from model.rebuilding)").fetchone() != (False,)


def check_settled(connection: Connection[Any]) -> None:
    """Raise Momentary while the index is made again."""
    if is_rebuilding(connection):
        raise being_rebuilt()


def being_rebuilt() -> Momentary:
    """Say why nothing is answered."""
    return Momentary("postgres", "the index is being rebuilt")
