"""What becomes of stored values that a change concerns: read against the ontology before it and behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from spice.domain.datatypes.parts import Inside, told, written
from spice.domain.hints import did_you_mean, pointer
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.documents import Document
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.renamed_members import renamed_members

MigrationOp = Literal["default", "convert", "drop", "move"]
Documents = Mapping[str, Document]
_FIELDS: Mapping[MigrationOp, tuple[str, ...]] = {
    "default": ("value",),
    "convert": (),
    "drop": (),
    "move": ("to", "to_class"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One operation on values, by stable ids. `property_id` is None where a class ends with all it has."""

    op: MigrationOp
    class_id: str
    property_id: str | None
    to_id: str | None = None
    value: object = None
    """What fills in for nothing, told by names."""
    inside: Inside = None
    """What a value that moves has inside: by keys that the property it moves to does not have."""
    members: Mapping[str, str] | None = None
    """Members of an ENUM that are called otherwise now, by their old names."""
    words: Mapping[str, object]
    """The operation as it was asked for."""

    def kept(self) -> dict[str, object]:
        """Write it as the commit keeps it: what was asked for, and the ids and the value that this means."""
        meant = {"class": self.class_id, "property": self.property_id, "to": self.to_id, "value": self.value}
        meant |= {"inside": written(self.inside), "members": self.members or None}
        return {**self.words, "meant": {name: value for name, value in meant.items() if value is not None}}


class MigrationReader:
    """Reads the migrations of a change."""

    def __init__(self, reading: Reading, before: Documents, after: Documents) -> None:
        self._reading, self._before, self._after, self._home = reading, before, after, reading.home

    def read(self, raw: Sequence[object]) -> list[Migration]:
        """Read all of them; what is wrong is noted."""
        read = [self._one(each, pointer("/migrations", number)) for number, each in enumerate(raw)]
        return [each for each in read if each is not None]

    @cached_property
    def _now(self) -> Ontology:
        return Ontology.compile(None, self._after.values(), self._home)

    @cached_property
    def _then(self) -> Ontology:
        return Ontology.compile(None, self._before.values(), self._home)

    def _one(self, raw: object, at: str) -> Migration | None:
        ops: tuple[MigrationOp, ...] = get_args(MigrationOp)
        op = next((each for each in ops if isinstance(raw, dict) and raw.get("op") == each), None)
        if op is None:
            given = raw.get("op") if isinstance(raw, dict) else raw
            said, hint = f"op must be one of {', '.join(ops)}", did_you_mean(given, ops)
            self._reading.fault("constraint_violated", said, f"{at}/op", value=given, hint=hint)
            return None
        words = self._reading.fields(raw, at, ("op", "class", "property", *_FIELDS[op]), f"migration {op}")
        ending = op == "drop" and "property" not in words
        owner = self._owner(words, at, gone=ending)
        if owner is None:
            return None
        if ending:
            return self._ending(owner, words, at)
        source = self._property(owner, words, at, gone=op in ("drop", "move"))
        if source is None or self._sealed(owner, source, op, at):
            return None
        return _READ[op](self, owner, source, words, at)

    def _owner(
        self, words: Mapping[str, object], at: str, field: str = "class", *, gone: bool = False
    ) -> CompiledClass | None:
        """Find a class by its name or id; `gone`: the one that the change takes away, though its name has passed on."""
        name = self._reading.name(words, at, "the class", field=field) or ""
        past = self._then.by_name.get(name)
        ended = past if gone and past is not None and past.id not in self._now.by_id else None
        found = ended or self._now.by_name.get(name) or past
        found = found or self._now.by_id.get(name) or self._then.by_id.get(name)
        if name and found is None:
            hint = did_you_mean(name, self._now.by_name)
            self._reading.fault("unknown_class", f"there is no class '{name}'", f"{at}/{field}", value=name, hint=hint)
        return found

    def _property(
        self, owner: CompiledClass, words: Mapping[str, object], at: str, *, gone: bool, field: str = "property"
    ) -> str | None:
        """Find a property or relationship of a class by its name or id; `gone`: one that the change takes away first,
        though its name has passed on."""
        name = self._reading.name(words, at, "the property", field=field, digit_first=True)
        then = self._then.by_id.get(owner.id) if gone else None
        known = {each: id_ for shape in (then, owner) if shape is not None for id_, each in shape.names.items()}
        if then is not None:
            known |= {each: id_ for id_, each in then.names.items() if id_ not in owner.names}
        known = {id_: id_ for id_ in known.values()} | known
        if name is not None and name not in known:
            said, hint = f"class {owner.name} has no property '{name}'", did_you_mean(name, known)
            self._reading.fault("unknown_property", said, f"{at}/{field}", value=name, hint=hint)
        return known.get(name or "")

    def _ending(self, owner: CompiledClass, words: Mapping[str, object], at: str) -> Migration | None:
        if owner.id in self._now.by_id:
            said = f"class {owner.name} stays: a drop names the property whose values go"
            self._reading.fault("missing_property", said, f"{at}/property")
            return None
        return Migration(op="drop", class_id=owner.id, property_id=None, words=words)

    def _default(self, owner: CompiledClass, id_: str, words: Mapping[str, object], at: str) -> Migration | None:
        shape, value = owner, words.get("value")
        if value is None and (value := shape.defaults.get(id_)) is None:
            said = f"{shape.name}.{shape.names[id_]} has no default: say which value fills in"
            self._reading.fault("missing_property", said, f"{at}/value")
            return None
        if "value" in words:
            value = self._reading.checked(shape.checks[id_], value, f"{at}/value", "value")
        value = told(value, shape.inside.get(id_))
        return Migration(op="default", class_id=owner.id, property_id=id_, value=value, words=words)

    def _convert(self, owner: CompiledClass, id_: str, words: Mapping[str, object], at: str) -> Migration | None:
        if self._in_key(owner, id_, at):
            return None
        members = renamed_members(self._before, self._after, id_)
        return Migration(op="convert", class_id=owner.id, property_id=id_, members=members, words=words)

    def _drop(self, owner: CompiledClass, id_: str, words: Mapping[str, object], at: str) -> Migration | None:
        if self._in_key(owner, id_, at) or self._needed(owner, id_, at):
            return None
        return Migration(op="drop", class_id=owner.id, property_id=id_, words=words)

    def _move(self, owner: CompiledClass, id_: str, words: Mapping[str, object], at: str) -> Migration | None:
        target = self._owner(words, at, "to_class") if "to_class" in words else owner
        if target is None or self._in_key(owner, id_, at) or self._needed(owner, id_, at):
            return None
        if target.root_id != owner.root_id:
            said = f"class {target.name} is in another hierarchy than {owner.name}"
            self._reading.fault("constraint_violated", said, f"{at}/to_class", value=target.name)
            return None
        field = "to" if "to" in words else "property"
        to = self._property(target, words, at, gone=False, field=field)
        if to is None or self._in_key(target, to, at):
            return None
        if to in target.personal:
            said = f"'{target.names[to]}' is personal: what is written there is sealed first"
            self._reading.fault("not_supported", said, f"{at}/to")
            return None
        if to == id_:
            self._reading.fault("constraint_violated", "a move leads to another property", f"{at}/to")
            return None
        inside = self._then.by_id.get(owner.id, owner).inside.get(id_)
        return Migration(op="move", class_id=owner.id, property_id=id_, to_id=to, inside=inside, words=words)

    def _in_key(self, owner: CompiledClass, id_: str, at: str) -> bool:
        if id_ in owner.key_ids:
            said = f"'{owner.names[id_]}' is part of the key of {owner.name} and never changes"
            self._reading.fault("key_immutable", said, f"{at}/property")
        return id_ in owner.key_ids

    def _sealed(self, owner: CompiledClass, id_: str, op: MigrationOp, at: str) -> bool:
        then = self._then.by_id.get(owner.id, owner)
        sealed = op != "drop" and (id_ in owner.personal or id_ in then.personal)
        if sealed:
            said = f"a {op} reads values of '{(owner if id_ in owner.names else then).names[id_]}': they are sealed"
            self._reading.fault("not_supported", said, f"{at}/property")
        return sealed

    def _needed(self, owner: CompiledClass, id_: str, at: str) -> bool:
        if id_ in owner.required:
            said = f"class {owner.name} requires '{owner.names[id_]}': its values must stay"
            self._reading.fault("missing_property", said, f"{at}/property")
        return id_ in owner.required


_READ = {
    "default": MigrationReader._default,
    "convert": MigrationReader._convert,
    "drop": MigrationReader._drop,
    "move": MigrationReader._move,
}
