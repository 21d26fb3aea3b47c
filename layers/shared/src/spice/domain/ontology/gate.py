"""The gate of breaking changes: what lets them through, and why they are refused. docs/ontology-changes.md."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spice.domain.ontology.documents import Document, families, is_to_many
from spice.domain.ontology.entries import Entry, Operation
from spice.domain.ontology.migrations import Migration, MigrationOp
from spice.domain.ontology.needs import Need
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.severity import Mode, broken_under
from spice.domain.spelling import spelled

Count = Callable[[Sequence[str]], int]
"""Counts live instances of classes, by stable id."""
_PARTS = ("properties", "relationships")
_OF_PARTS: Mapping[Operation, tuple[MigrationOp, ...]] = {"create": ("default",), "delete": ("drop", "move")}
_OF_FACETS: Mapping[str, tuple[MigrationOp, ...]] = {
    "required": ("default",),
    "default": ("default",),
    **dict.fromkeys(("type", "constraints", "values", "items", "properties"), ("convert", "drop")),
    **dict.fromkeys(("target", "unit", "cardinality"), ("drop",)),
}


def no_instances(classes: Sequence[str]) -> int:
    """Count the instances of a branch that none go by."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Where a change is to pass: how compatible its database stays, who lives by it, and what its author allows."""

    instances: Count
    mode: Mode = "BACKWARD"
    waive: Sequence[Mapping[str, object]] = ()
    migrations: Sequence[Mapping[str, object]] = ()
    rolls_back: bool = False
    """Whether it brings back what was."""

    @property
    def live(self) -> bool:
        """Whether there can be instances that go by the branch."""
        return self.instances is not no_instances


class Refusals(NamedTuple):
    """What the gate says of a change."""

    needs: list[Need]
    affected: int
    resting: bool
    """It passes as long as there are no instances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A place that may break, and why that is accepted."""

    path: str
    reason: str

    def covers(self, entry: Entry) -> bool:
        """Tell whether it speaks of a change: of its place, or of one above."""
        return entry.path == self.path or entry.path.startswith(f"{self.path}/")


def read_waivers(reading: Reading, waive: Sequence[Mapping[str, object]]) -> list[Waiver]:
    """Read which places may break."""
    waived = []
    for number, waiver in enumerate(waive):
        at = f"/waive/{number}"
        found = reading.fields(waiver, at, ("path", "reason"), "a waiver")
        texts = {name: reading.text(found, name, at) for name in ("path", "reason")}
        for name, text in texts.items():
            if not text and isinstance(waiver, dict):
                reading.fault("missing_property", f"a waiver needs a {name}", f"{at}/{name}")
        waived += [Waiver(path=spelled(path), reason=texts["reason"] or "")] if (path := texts["path"]) else []
    return waived


def refuse_idle(reading: Reading, waived: Sequence[Waiver], entries: Sequence[Entry]) -> None:
    """Note waivers of what a change does not touch: whoever wrote them means something else."""
    for number, waiver in enumerate(waived):
        if entries and not any(waiver.covers(entry) for entry in entries):
            said = f"the change touches nothing at '{waiver.path}', so there is nothing to waive"
            hint = f"it touches {', '.join(sorted({entry.path for entry in entries})[:20])}"
            reading.fault("constraint_violated", said, f"/waive/{number}/path", value=waiver.path, hint=hint)


def answering(entry: Entry) -> tuple[MigrationOp, ...]:
    """Tell which migrations bring stored values to what a change asks for."""
    if entry.final or "backward" not in entry.judged.breaks:
        return ()
    if not entry.keys:
        return ("drop",) if entry.op == "delete" else ()
    if entry.keys[0] not in _PARTS or len(entry.keys) < 2:
        return ()
    if entry.keys[2:] == ("cardinality",) and is_to_many(entry.before) != is_to_many(entry.after):
        return "convert", "drop"
    return _OF_PARTS.get(entry.op, ()) if len(entry.keys) == 2 else _OF_FACETS.get(entry.keys[2], ())


def refusals(
    before: Mapping[str, Document],
    entries: Sequence[Entry],
    gate: Gate,
    allowed: tuple[Sequence[Waiver], Sequence[Migration]],
) -> Refusals:
    """Tell which changes do not pass, how many instances those touch that break something, and whether some pass for
    want of instances alone."""
    known = {entry.class_id: [entry.class_id] for entry in entries if entry.op == "create"} | {**families(before)}
    touched = [entry for entry in entries if entry.severity == "breaking" and entry.class_id in known]
    counts = {
        classes: gate.instances(classes) for classes in dict.fromkeys(_concerned(each, known) for each in touched)
    }
    stopped = [(entry, counts[_concerned(entry, known)]) for entry in touched if not _passes(entry, gate, *allowed)]
    made = {entry.path for entry in entries if entry.op == "create"}
    needs = [_need(each, count, gate, made) for each, count in stopped if count]
    resting = any(not count and "backward" in each.judged.breaks for each, count in stopped)
    return Refusals(needs, _together(counts, gate), resting and gate.live)


def _concerned(entry: Entry, known: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Tell whose instances a change concerns: a class that becomes abstract has subclasses as before."""
    return (entry.class_id,) if entry.keys == ("abstract",) else tuple(known[entry.class_id])


def _passes(entry: Entry, gate: Gate, waived: Sequence[Waiver], migrations: Sequence[Migration]) -> bool:
    if entry.final:
        return False
    broken = {*broken_under(gate.mode, entry.judged)}
    if any(_answers(migration, entry) for migration in migrations):
        broken.discard("backward")
    return not broken or any(waiver.covers(entry) for waiver in waived)


def _answers(migration: Migration, entry: Entry) -> bool:
    place = entry.keys[1] if entry.keys else None
    here = (migration.class_id, migration.property_id) == (entry.class_id, place)
    return here and migration.op in answering(entry)


def _need(entry: Entry, count: int, gate: Gate, made: Collection[str]) -> Need:
    """Tell what would let a change through. Who reads by the old rules is not helped by what becomes of values."""
    ops = answering(entry) if broken_under(gate.mode, entry.judged) == ("backward",) else ()
    passed_on = entry.op == "delete" and entry.path in made
    return Need(entry=entry, affected=count, migrations=ops, passed_on=passed_on)


def _together(counts: Mapping[tuple[str, ...], int], gate: Gate) -> int:
    """Count instances once, whatever touches them."""
    held = [classes for classes, count in counts.items() if count]
    if len(held) <= 1:
        return sum(counts.values())
    return gate.instances([*dict.fromkeys(id_ for each in held for id_ in each)])
