"""Keep thousands of instance commands as one batch."""

from collections.abc import Iterable
from uuid import UUID

from spice.application.ground.authorise import Recheck
from spice.application.ground.schemas import Ontologies
from spice.application.intake.bulk_lines import BulkLines, Common, Read, Sorted
from spice.application.intake.command import Asking, Submitter, wait_for
from spice.domain.shards import INSTANCE_COMMANDS
from spice.ports.command_store import Batch, BatchState, CommandStore, Kept, Submission
from spice.ports.directory import Database


class SubmitBulk:
    """Keeps a bulk request: every line checked by itself, all good ones kept at once."""

    def __init__(self, commands: CommandStore, ontologies: Ontologies, submitter: Submitter) -> None:
        self._commands, self._ontologies, self._submitter = commands, ontologies, submitter

    def earlier(self, asking: Asking) -> Kept | None:
        """Tell the batch an idempotency key stands for already."""
        return self._submitter.replayed(asking)

    def sort(
        self,
        asking: Asking,
        database: Database,
        common: Common,
        lines: Iterable[tuple[int, Read]],
    ) -> tuple[UUID, Sorted]:
        """Check the lines against `main`, under the batch's id."""
        batch = asking.identity()
        ontology = self._ontologies.current(database).ontology
        return batch, BulkLines(asking, batch, database, ontology, common).sort(lines)

    def submit(self, asking: Asking, database: Database, batch: UUID, lines: Sorted) -> Kept:
        """Keep the good lines and the rejections in one transaction."""
        return self._submitter.keep(
            Submission(
                topic=INSTANCE_COMMANDS,
                commands=lines.commands,
                idempotency=asking.idempotency,
                batch=Batch(
                    id=batch,
                    database=database.uuid,
                    actor=asking.actor,
                    accepted=len(lines.commands),
                    rejected=lines.rows(),
                    submitted_at=asking.at,
                ),
            )
        )

    def finished(self, batch: UUID, seconds: float | None, recheck: Recheck) -> BatchState | None:
        """Wait until every line has its outcome, or is parked; None when the time is over before."""
        if not seconds:
            return None
        found = wait_for(lambda: self._commands.batch(batch), _ended, seconds, recheck)
        return found if found is not None and _ended(found) else None


def _ended(batch: BatchState) -> bool:
    return batch.completed + batch.failed + batch.parked >= batch.accepted
