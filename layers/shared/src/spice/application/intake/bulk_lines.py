"""The lines of a bulk request, each turned into a command or refused by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.times import moment_in
from spice.application.intake.command import Asking
from spice.application.intake.instance import abstract, too_large
from spice.application.intake.rejected_rows import rejected_rows
from spice.domain.bounds import BULK_PROBLEMS, PROBLEMS, REASON
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import did_you_mean, shown
from spice.domain.identity import aggregate_id, derived_id
from spice.domain.instance.ids import read_instance_id
from spice.domain.instance.model import LARGEST, CreateInstance, DeleteInstance, PatchInstance, PutInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.wording import quoted
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.directory import Database

OPERATIONS = ("create", "update", "upsert", "delete")
_TYPES = {
    "create": CreateInstance.__name__,
    "update": PatchInstance.__name__,
    "upsert": PutInstance.__name__,
    "delete": DeleteInstance.__name__,
}
_SILENT = (None,) * 4


class BulkLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line as clients write it; `meta` is an export's own, and not read."""

    class_: str | None = msgspec.field(default=None, name="class")
    id: str | None = None
    data: object = None
    op: str | None = None
    reason: str | None = None
    occurred_at: str | None = None
    if_version: int | None = None
    meta: object = None


Read = Callable[[int], BulkLine]
"""Reads a line when its turn comes (lines never stand in memory all together), or raises so many of its problems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What a bulk body says once for all its lines."""

    class_name: str | None = None
    op: str = "create"
    reason: str | None = None
    must_be_absent: bool = False


@dataclass(slots=True)
class Sorted:
    """The lines of a request: those that became commands, and the problems of the others by line number."""

    commands: list[Command] = field(default_factory=list)
    rejected: dict[int, Sequence[Problem]] = field(default_factory=dict)

    def rows(self) -> list[dict[str, object]]:
        """Write the rejections as the contract has them."""
        return rejected_rows(self.rejected)


class BulkLines:
    """Turns lines into commands. The hot path of the platform: nothing is done twice, nothing made that is not kept."""

    def __init__(self, asking: Asking, batch: UUID, database: Database, ontology: Ontology, common: Common) -> None:
        self._asking, self._batch, self._database, self._zone = asking, batch, database.uuid, database.timezone
        self._ontology, self._common = ontology, common
        self._shapes: dict[str, tuple[CompiledClass, str]] = {}
        self._told = 0

    def sort(self, lines: Iterable[tuple[int, Read]]) -> Sorted:
        """Read and check every line. When enough problems are told, a line's check ends at its first."""
        result = Sorted()
        for number, read in lines:
            try:
                result.commands.append(self._command(number, read(self._most)))
            except DomainError as refused:
                result.rejected[number] = refused.problems
                self._told += len(refused.problems)
        return result

    @property
    def _most(self) -> int:
        """How many problems of the next line are told."""
        return max(1, min(PROBLEMS, BULK_PROBLEMS - self._told))

    def _command(self, number: int, line: BulkLine) -> Command:
        shape, prefix = self._shape(line.class_ or self._common.class_name)
        op = line.op or self._common.op
        identity, part, data = self._content(op, shape, line)
        body: dict[str, object] = {"class_id": shape.id, "id": identity}
        payload = _kept(body if part is None else {**body, part: data})
        asking = self._asking
        return Command(
            id=derived_id(self._batch, str(number)),
            type=_TYPES[op],
            key=prefix + identity,
            actor=asking.actor,
            submitted_at=asking.at,
            payload=msgspec.Raw(payload),
            database=self._database,
            batch=self._batch,
            line=number,
            ontology_commit=self._ontology.commit,
            expected_version=line.if_version,
            must_be_absent=self._common.must_be_absent,
            reason=line.reason or self._common.reason,
            occurred_at=None if line.occurred_at is None else moment_in(line.occurred_at, self._zone),
            correlation_id=asking.correlation_id,
            fingerprint=asking.fingerprint,
        )

    def _shape(self, name: str | None) -> tuple[CompiledClass, str]:
        """Find a class, with what the aggregate ids of its instances begin with."""
        if name is None:
            raise refuse("missing_property", "a line names its class", path="/class")
        if (known := self._shapes.get(name)) is None:
            shape = self._ontology.named(name)
            known = self._shapes[name] = shape, aggregate_id(self._database, shape.root_id, "")
        return known

    def _content(self, op: str, shape: CompiledClass, line: BulkLine) -> tuple[str, str | None, dict[str, object]]:
        """Check a line: the instance's id, the name of the command's part that holds data, the data."""
        part, data, problems = self._checked(op, shape, line)
        identity = line.id
        if identity is not None:
            identity, unfit = read_instance_id(identity)
            problems += unfit
        if (line.op, line.reason, line.occurred_at, line.if_version) != _SILENT:
            problems += _remarks(op, line, self._zone)
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


def _kept(body: dict[str, object]) -> bytes:
    payload = encode(body)
    if len(payload) > LARGEST:
        raise DomainError(too_large(len(payload)))
    return payload


def _remarks(op: str, line: BulkLine, zone: str | None) -> list[Problem]:
    """List what is wrong with a line beside its data."""
    problems = []
    if op not in _TYPES:
        hint = did_you_mean(op, OPERATIONS)
        problems.append(
            Problem(code="constraint_violated", message=f"op: {quoted(op)} is none", path="/op", value=op, hint=hint)
        )
    if line.reason is not None and (problem := reason_problem(line.reason)):
        problems.append(problem)
    if line.occurred_at is not None and moment_in(line.occurred_at, zone) is None:
        said = "occurred_at: expected an RFC 3339 time"
        problems.append(Problem(code="wrong_type", message=said, path="/occurred_at", value=shown(line.occurred_at)))
    if line.if_version is not None and not 0 < line.if_version < 2**31:
        said = "if_version: expected a version, 1 or more"
        problems.append(Problem(code="constraint_violated", message=said, path="/if_version", value=line.if_version))
    return problems


def reason_problem(reason: str) -> Problem | None:
    """Tell what is wrong with a reason."""
    if len(reason) <= REASON and "\0" not in reason:
        return None
    said = f"reason: at most {REASON} characters, and no NUL"
    return Problem(code="constraint_violated", message=said, path="/reason", value=shown(reason))
