"""Which class a line of a bulk request means: a class above that of an instance that is there means the instance's."""

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from spice.application.intake.bulk_line import BulkLine, Read
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import aggregate_id
from spice.domain.instance.ids import read_instance_id
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.many_instances import ManyInstances, Name

AHEAD = 500
"""Lines that are read ahead, to look up at once what they mean."""
_OF_WHAT_IS_THERE = ("update", "upsert")


class LineClasses:
    """Finds classes. `name` and `op`: what the request says for lines that do not."""

    def __init__(self, database: UUID, ontology: Ontology, reader: ManyInstances, *, name: str | None, op: str) -> None:
        self._database, self._ontology, self._reader, self._name, self._op = database, ontology, reader, name, op
        self._shapes: dict[str, tuple[CompiledClass, str]] = {}
        self._living: dict[int, str] = {}
        """By line of the window that is read: the class of what is there."""
        self._has_families = any(len(shape.family) > 1 for shape in ontology.by_id.values())

    def of(self, number: int, line: BulkLine) -> tuple[CompiledClass, str]:
        """Give the class that a line means, with what the aggregate ids of its instances begin with."""
        if (name := line.class_ or self._name) is None:
            raise refuse("missing_property", "a line names its class", path="/class")
        shape, prefix = self._named(name)
        living = self._living.get(number)
        return (self._ontology.by_id.get(living, shape) if living in shape.family else shape), prefix

    def ahead(self, lines: Iterable[tuple[int, Read]], most: int) -> Iterator[tuple[int, Read]]:
        """Give lines on, looking some ahead where their classes may be others. `most`: problems that a line tells."""
        if not self._has_families:
            yield from lines
            return
        coming = iter(lines)
        while window := list(islice(coming, AHEAD)):
            read = [(number, self._read(each, most)) for number, each in window]
            places = {number: place for number, line in read if line is not None and (place := self._place(line))}
            there = self._reader.classes(self._database, set(places.values())) if places else {}
            self._living = {number: there[place] for number, place in places.items() if place in there}
            for (number, each), (_, line) in zip(window, read, strict=True):
                yield number, each if line is None else _again(line)

    def _read(self, read: Read, most: int) -> BulkLine | None:
        """Read a line; None for one whose problems are told when its turn comes."""
        try:
            return read(most)
        except DomainError:
            return None

    def _named(self, name: str) -> tuple[CompiledClass, str]:
        if (known := self._shapes.get(name)) is None:
            shape = self._ontology.named(name)
            known = self._shapes[name] = shape, aggregate_id(self._database, shape.root_id, "")
        return known

    def _place(self, line: BulkLine) -> Name | None:
        """Tell what is to be looked up for a line, if anything."""
        name = line.class_ or self._name
        if (line.op or self._op) not in _OF_WHAT_IS_THERE or name is None:
            return None
        try:
            shape, _ = self._named(name)
        except DomainError:
            return None
        if len(shape.family) < 2:
            return None
        identity = _key_of(shape, line.data) if line.id is None else read_instance_id(line.id)[0]
        return None if identity is None else Name(shape.root_id, identity)


def _key_of(shape: CompiledClass, data: object) -> str | None:
    """Make the id of data that has the whole key."""
    if not isinstance(data, dict) or not shape.key_ids:
        return None
    values, problems = shape.check_patch({name: data.get(name) for name in shape.key})
    if problems or any(values.get(id_) is None for id_ in shape.key_ids):
        return None
    try:
        return shape.instance_id(values)
    except DomainError:
        return None


def _again(line: BulkLine) -> Read:
    return lambda _: line
