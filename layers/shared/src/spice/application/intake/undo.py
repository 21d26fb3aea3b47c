"""Undo a batch: ordinary commands that give every instance back what it was before, where nothing changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from spice.application.ground.schemas import Ontologies, Schema
from spice.application.intake.bulk_lines import CheckedLines
from spice.application.intake.command import Caller
from spice.application.intake.undone import Undone, undone
from spice.domain.bounds import BULK_LINES
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.identity import aggregate_id, cached_stream_key, derived_id
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.references import strict_references
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.event import Event
from spice.ports.command_store import Acceptance, BatchState, CommandState, CommandStore
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.many_instances import Name

TOGETHER = 100
"""Bodies that stand in memory at once."""
Referring = Mapping[Name, Mapping[UUID, int]]
"""By instance: the streams of the batch that name it, and their lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which batch is to be undone, for whom and why. The undoing is a batch of its own, named after the other."""

    asking: Caller
    database: Database
    batch: UUID
    reason: str | None = None

    @property
    def id(self) -> UUID:
        """The batch that undoes it: asked for again, it is the same one."""
        return derived_id(self.batch, "undo")


class UndoBatch:
    """Makes the commands that undo a batch."""

    def __init__(self, commands: CommandStore, ontologies: Ontologies, reader: InstanceReader) -> None:
        self._commands, self._ontologies, self._reader = commands, ontologies, reader

    def earlier(self, order: Order) -> Acceptance | None:
        """Tell the batch that undoes it already. Raises DomainError not_found when there is no such batch."""
        self._known(order)
        found = self._commands.batch(order.id)
        return None if found is None else Acceptance(id=found.id, replayed=True, batch=found.kept)

    def lines(self, order: Order) -> CheckedLines:
        """Make the commands, the last line's first; what changed since is told by its line and left as it is."""
        state = self._known(order)
        if state.parked or state.completed + state.failed < state.accepted:
            waits = "has lines that wait for people" if state.parked else "is not done yet"
            raise refuse("not_yet_visible", f"batch {order.batch} {waits}: it can be undone when all of it is done")
        ontology = self._ontologies.current(order.database).ontology
        result, changes, naming = CheckedLines(), list[Undone](), dict[Name, set[Name]]()
        touched = self._touched(order, self._ontologies.current(order.database), result)
        for name, live, events in self._read(order, list(touched)):
            naming[name] = {each for each in _named(ontology, live) if each in touched and each != name}
            try:
                changes += [change] if (change := self._undone(order, name, touched[name], live, events)) else []
            except DomainError as refused:
                result.rejected[touched[name]] = [_by_name(problem, ontology) for problem in refused.problems]
        lines = {change.name: change.line for change in changes}
        referring = _referring(order, lines, naming)
        for change in sorted(changes, key=lambda each: -each.line):
            result.commands.append(_command(order, ontology, change, lines, referring.get(change.name, {})))
        return result

    def _known(self, order: Order) -> BatchState:
        state = self._commands.batch(order.batch)
        if state is None or state.database != order.database.uuid:
            raise refuse("not_found", f"there is no batch {order.batch}", value=str(order.batch))
        return state

    def _touched(self, order: Order, schema: Schema, result: CheckedLines) -> dict[Name, int]:
        """List the instances that the batch changed, with the first line that did."""
        ids = [derived_id(order.batch, str(line)) for line in range(1, BULK_LINES + 1)]
        touched: dict[Name, int] = {}
        for state in sorted(self._commands.states(ids), key=lambda each: each.line or 0):
            if (made := _made(state)) is None:
                continue
            class_id, identity = made
            line = state.line or 0
            if (shape := schema.ontology.by_id.get(class_id)) is None:
                uuid, at = order.database.uuid, state.submitted_at
                said = f"class {self._ontologies.class_name(uuid, class_id, at, schema)} does not exist any more"
                result.rejected[line] = [Problem(code="unknown_class", message=said, value=identity)]
                continue
            touched.setdefault(Name(shape.root_id, identity), line)
        return touched

    def _read(
        self, order: Order, names: Sequence[Name]
    ) -> Iterator[tuple[Name, Instance | None, Sequence[Event] | None]]:
        """Read instances a few at a time: each as it is, and its history where that is not packed."""
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            live = self._reader.instances(order.database.uuid, some)
            grown = [name for name in some if name not in live or live[name].version > 1]
            told = self._reader.tails(order.database.uuid, grown)
            yield from ((name, live.get(name), told.get(name)) for name in some)

    def _undone(
        self, order: Order, name: Name, line: int, live: Instance | None, events: Sequence[Event] | None
    ) -> Undone | None:
        if live is not None and live.version == 1:
            return Undone(name=name, line=line, class_id=live.class_id, version=1, before=None)
        told = self._reader.events(order.database.uuid, *name) if events is None else events
        return undone(told, order.batch, name, line)


def _by_name(problem: Problem, ontology: Ontology) -> Problem:
    """Tell an instance by the name that its class has today."""
    value = problem.value
    if not isinstance(value, Mapping) or (shape := ontology.by_id.get(str(value.get("class")))) is None:
        return problem
    return replace(problem, value={**value, "class": shape.name})


def _named(ontology: Ontology, live: Instance | None) -> Iterator[Name]:
    if live is not None and (shape := ontology.by_id.get(live.class_id)) is not None:
        yield from (Name(root, target) for _, root, target in shape.references(live.data))


def _referring(order: Order, lines: Mapping[Name, int], naming: Mapping[Name, set[Name]]) -> Referring:
    """Tell who of the batch names whom of the batch now: what ends waits for none that ends with it."""
    found: dict[Name, dict[UUID, int]] = {}
    for name, line in lines.items():
        for named in naming[name] & lines.keys():
            found.setdefault(named, {})[_stream(order, name)] = line
    return found


def _command(
    order: Order, ontology: Ontology, change: Undone, lines: Mapping[Name, int], referring: Mapping[UUID, int]
) -> Command:
    asking, payload = order.asking, change.payload
    promised = dict(referring)
    if change.before is not None and (shape := ontology.by_id.get(change.before.class_id)) is not None:
        promised = {}
        for each in strict_references(shape, change.before.data):
            if (target := Name(each.relationship.target_root, each.target)) in lines and target != change.name:
                promised[_stream(order, target)] = lines[target]
    return Command(
        id=derived_id(order.id, str(change.line)),
        type=type(payload).__name__,
        key=aggregate_id(order.database.uuid, *change.name),
        actor=asking.actor,
        submitted_at=asking.at,
        payload=msgspec.Raw(encode(payload)),
        database=order.database.uuid,
        batch=order.id,
        line=change.line,
        ontology_commit=ontology.commit,
        expected_version=change.version,
        reason=order.reason or f"batch {order.batch} was undone",
        correlation_id=asking.correlation_id,
        fingerprint=asking.fingerprint,
        promised=promised or None,
    )


def _stream(order: Order, name: Name) -> UUID:
    return cached_stream_key(aggregate_id(order.database.uuid, *name))


def _made(state: CommandState) -> tuple[str, str] | None:
    """Read which instance a line changed."""
    made = state.result or {}
    match made.get("class"), made.get("id"):
        case str(class_id), str(identity) if made.get("changed") and state.state == "COMPLETED":
            return class_id, identity
    return None
