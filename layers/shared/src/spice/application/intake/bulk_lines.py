"""The lines of a bulk request, each turned into a command or refused by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.times import occurred_in
from spice.application.intake.bulk_line import BulkLine, Read, remarks
from spice.application.intake.command import Caller
from spice.application.intake.line_classes import LineClasses
from spice.application.intake.line_sealing import LineSealing, kept
from spice.application.intake.problems import abstract
from spice.application.intake.rejected_rows import rejected_rows
from spice.application.intake.targets import LineTargets
from spice.domain.bounds import BULK_PROBLEMS, PROBLEMS
from spice.domain.datatypes.dear import TooDear
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.identity import derived_id
from spice.domain.instance.ids import read_instance_id
from spice.domain.instance.model import CreateInstance, DeleteInstance, PatchInstance, PutInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.messages.command import Command
from spice.messages.origin import Origin
from spice.messages.problem import RejectedLine
from spice.ports.directory import Database

_TYPES = {
    "create": CreateInstance.__name__,
    "update": PatchInstance.__name__,
    "upsert": PutInstance.__name__,
    "delete": DeleteInstance.__name__,
}
_SILENT = (None,) * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDefaults:
    """What a bulk body says once for all its lines."""

    class_name: str | None = None
    op: str = "create"
    reason: str | None = None
    must_be_absent: bool = False
    origin: Origin | None = None
    rehearsed: bool = False


@dataclass(slots=True)
class CheckedLines:
    """The lines of a request: those that became commands, and the problems of the others by line number."""

    commands: list[Command] = field(default_factory=list)
    rejected: dict[int, Sequence[Problem]] = field(default_factory=dict)

    def rows(self) -> list[RejectedLine]:
        """Write the rejections as the contract has them."""
        return rejected_rows(self.rejected)


class BulkLines:
    """Turns lines into commands. The hot path of the platform: nothing is done twice, nothing made that is not kept."""

    def __init__(
        self,
        asking: Caller,
        batch: UUID,
        database: Database,
        ontology: Ontology,
        common: BulkDefaults,
        classes: LineClasses,
        targets: LineTargets | None = None,
        sealing: LineSealing | None = None,
    ) -> None:
        self._asking, self._batch, self._database, self._zone = asking, batch, database.uuid, database.timezone
        self._ontology, self._common, self._targets, self._sealing = ontology, common, targets, sealing
        self._classes = classes
        self._told = 0

    def check(self, lines: Iterable[tuple[int, Read]]) -> CheckedLines:
        """Read and check every line. When enough problems are told, a line's check ends at its first."""
        result = CheckedLines()
        for number, read in self._classes.ahead(lines, self._most):
            try:
                result.commands.append(self._command(number, read(self._most)))
            except TooDear:
                raise
            except DomainError as refused:
                result.rejected[number] = refused.problems
                self._told += len(refused.problems)
        if self._sealing is not None:
            result.commands, unsealed = self._sealing.settle(result.commands)
            result.rejected |= unsealed
        if self._targets is not None:
            result.commands, missing = self._targets.settle(result.commands)
            result.rejected |= missing
        return result

    @property
    def _most(self) -> int:
        """How many problems of the next line are told."""
        return max(1, min(PROBLEMS, BULK_PROBLEMS - self._told))

    def _command(self, number: int, line: BulkLine) -> Command:
        asking, common = self._asking, self._common
        (shape, prefix), op = self._classes.of(number, line), line.op or common.op
        identity, part, data = self._content(op, shape, line)
        if (targets := self._targets) is not None:
            targets.note(number, shape, data)
        body: dict[str, object] = {"class_id": shape.id, "id": identity, **({} if part is None else {part: data})}
        return Command(
            id=derived_id(self._batch, str(number)),
            type=_TYPES[op],
            key=prefix + identity,
            actor=asking.actor,
            submitted_at=asking.at,
            payload=kept(body) if self._sealing is None else self._sealing.note(number, shape, body, part),
            database=self._database,
            batch=self._batch,
            line=number,
            ontology_commit=self._ontology.commit,
            expected_version=line.if_version,
            must_be_absent=common.must_be_absent,
            reason=line.reason or common.reason,
            occurred_at=None if line.occurred_at is None else occurred_in(line.occurred_at, self._zone),
            correlation_id=asking.correlation_id,
            fingerprint=asking.fingerprint,
            origin=common.origin,
        )

    def _content(self, op: str, shape: CompiledClass, line: BulkLine) -> tuple[str, str | None, dict[str, object]]:
        """Check a line: the instance's id, the name of the command's part that holds data, the data."""
        part, data, problems = self._checked(op, shape, line)
        identity = line.id
        if identity is not None:
            identity, unfit = read_instance_id(identity)
            problems += unfit
        if (line.op, line.reason, line.occurred_at, line.if_version) != _SILENT:
            problems += remarks(op, line, self._zone)
        if shape.abstract and op == "create":
            problems.append(abstract(shape, "/class"))
        if problems:
            raise DomainError(problems)
        return identity or self._identity(op, shape, data), part, data

    def _identity(self, op: str, shape: CompiledClass, data: dict[str, object]) -> str:
        if op == "create" or op == "upsert":
            return shape.instance_id(data) or str(fresh_id(self._asking.at))
        if shape.key_ids and all(data.get(key) is not None for key in shape.key_ids):
            return shape.instance_id(data) or ""
        raise refuse("missing_property", f"{op} needs the id, or data with the whole key", path="/id")

    def _checked(
        self, op: str, shape: CompiledClass, line: BulkLine
    ) -> tuple[str | None, dict[str, object], list[Problem]]:
        if op == "create" or op == "upsert":
            return "data", *shape.check(line.data, most=self._most)
        if op == "update":
            return "patch", *shape.check_patch(line.data, most=self._most)
        return None, *(({}, []) if line.data is None else shape.check_patch(line.data, most=self._most))
