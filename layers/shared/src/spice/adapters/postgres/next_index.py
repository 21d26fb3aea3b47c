"""The index made again as the schema `model_next`, and swapped with `model`."""

import re
from collections.abc import Callable
from typing import Any, Self

from psycopg import Cursor

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.migrations import LOCK, migrate
from spice.adapters.postgres.ontology_repository import PostgresOntologyRepository
from spice.adapters.postgres.write_model import PostgresWriteModel
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import WriteModel

_SCHEMAS = "select to_regnamespace('model'), to_regnamespace('model_next')"
_MODEL = re.compile(r"\bmodel\.")
# Heads first: it is what a worker writes first, so that none holds what we have and waits for what we want.
_TABLES = (
    "select string_agg(format('model.%I', relname), ', ' order by relname <> 'shards', relname) from pg_class"
    " where relnamespace = 'model'::regnamespace and relkind = 'r' and relname <> 'rebuilding'"
)
LOCK_TIMEOUT = "1s"

Ontologies = Callable[[OntologyRepository], OntologyRepository]


def here_alone(copy: OntologyRepository) -> OntologyRepository:
    """Keep ontologies nowhere else."""
    return copy


class PostgresNextIndex:
    """The NextIndex of a database."""

    def __init__(self, postgres: Postgres, beside: Postgres, ontologies: Ontologies = here_alone) -> None:
        """`beside`: the same database, with BesideCursor; `ontologies`: what keeps those of which it has a copy."""
        self._postgres, self._beside, self._ontologies = postgres, beside, ontologies

    def begin(self, *, go_on: bool) -> None:
        """Make an empty one, or keep what is there; a schema that was dropped is made again first."""
        with self._postgres.connection() as connection:
            model, made = connection.execute(_SCHEMAS).fetchall()[0]
        if model is None:
            migrate(self._postgres)
        if made is None or not go_on:
            with self._postgres.transaction() as connection:
                connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
                connection.execute("select intake.begin_next_index()")

    def model(self) -> WriteModel:
        """Give it to be filled."""
        return PostgresWriteModel(self._beside)

    def ontology(self) -> OntologyRepository:
        """Give the ontologies beside it."""
        return self._ontologies(PostgresOntologyRepository(self._beside))

    def swap(self, last: Callable[[], None]) -> None:
        """Hold off all who write, call `last`, and swap the schemas, in one transaction."""
        with self._postgres.transaction() as connection:
            # No migration changes one of the two meanwhile.
            connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
            (tables,) = connection.execute(_TABLES).fetchall()[0]
            # Whoever writes queues behind us meanwhile: who cannot have the locks soon comes again.
            connection.execute("select set_config('lock_timeout', %s, true)", (LOCK_TIMEOUT,))
            connection.execute(f"lock table {tables} in share row exclusive mode")
            last()
            # A look of several statements is all of one index: it holds this, or waits here for the new one.
            connection.execute("lock table model.rebuilding in access exclusive mode")
            connection.execute("select intake.swap_next_index()")
        self.drop()

    def drop(self) -> None:
        """Give the next one up, and the one before."""
        with self._postgres.connection() as connection:
            connection.execute("select intake.drop_next_index()")


class BesideCursor(Cursor[Any]):
    """Says `model_next` where a statement says `model`."""

    def execute(self, query: Any, *arguments: Any, **options: Any) -> Self:
        """Run a statement beside."""
        return super().execute(_beside(query), *arguments, **options)

    def copy(self, statement: Any, *arguments: Any, **options: Any) -> Any:
        """Copy beside."""
        return super().copy(_beside(statement), *arguments, **options)


def _beside(query: Any) -> Any:
    return _MODEL.sub("model_next.", query) if isinstance(query, str) else query
