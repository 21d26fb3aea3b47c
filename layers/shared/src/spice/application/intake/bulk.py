"""Keep thousands of instance commands as one batch."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

from spice.application.ground.authorise import Recheck
from spice.application.ground.schemas import Ontologies
from spice.application.intake.bulk_line import Read
from spice.application.intake.bulk_lines import BulkDefaults, BulkLines, CheckedLines
from spice.application.intake.command import Caller, Submitter, wait_for
from spice.application.intake.line_classes import LineClasses
from spice.application.intake.line_sealing import LineSealing
from spice.application.intake.sealing import Sealer
from spice.application.intake.targets import LineTargets
from spice.domain.references import sole_of
from spice.domain.shards import INSTANCE_COMMANDS
from spice.ports.command_store import Acceptance, Batch, BatchState, CommandStore, Submission
from spice.ports.directory import Database
from spice.ports.many_instances import ManyInstances

RECENT = timedelta(minutes=1)
"""A batch from before that is waited for by nobody."""


class SubmitBulk:
    """Keeps a bulk request: every line checked by itself, all good ones kept at once."""

    def __init__(
        self,
        commands: CommandStore,
        ontologies: Ontologies,
        instances: ManyInstances,
        submitter: Submitter,
        sealer: Sealer,
    ) -> None:
        self._commands, self._ontologies = commands, ontologies
        self._instances, self._submitter, self._sealer = instances, submitter, sealer

    def earlier(self, asking: Caller) -> Acceptance | None:
        """Tell the batch an idempotency key stands for already."""
        return self._submitter.replayed(asking)

    def check(
        self,
        asking: Caller,
        database: Database,
        common: BulkDefaults,
        lines: Iterable[tuple[int, Read]],
        *,
        batch: UUID | None = None,
    ) -> tuple[UUID, CheckedLines]:
        """Check the lines against `main`, under the batch's id (None: the one that stands for who asks)."""
        batch = batch or asking.identity()
        ontology = self._ontologies.current(database).ontology
        targets = None
        if any(shape.strict_relationships or sole_of(shape) for shape in ontology.by_id.values()):
            since = asking.at - RECENT
            underway = partial(self._commands.underway, database.uuid, since=since)
            targets = LineTargets(self._instances, database.uuid, underway)
        sealing = None
        if ontology.has_personal:
            sealing = LineSealing(self._sealer, database.uuid, keep=not common.rehearsed)
        classes = LineClasses(database.uuid, ontology, self._instances, name=common.class_name, op=common.op)
        return batch, BulkLines(asking, batch, database, ontology, common, classes, targets, sealing).check(lines)

    def submit(self, asking: Caller, database: Database, batch: UUID, lines: CheckedLines) -> Acceptance:
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
