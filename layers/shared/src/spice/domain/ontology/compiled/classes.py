"""A class made ready to check instances against."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from spice.domain.bounds import PROBLEMS
from spice.domain.datatypes.checking import Rejected, broken_off, named, named_twice
from spice.domain.datatypes.kinds import SEALED, FieldKind
from spice.domain.datatypes.parts import Part, living, told
from spice.domain.errors import Problem, refuse
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.instance.ids import LONGEST_ID, id_of_key
from spice.domain.instance.model import Data
from spice.domain.ontology.compiled.parts import FieldType, Place, Relationship, Slot, personal_of, rules_of
from spice.domain.personal import hidden
from spice.domain.spelling import spelled
from spice.domain.wording import quoted


class CompiledClass:
    """A class with all it inherits. Data is keyed by property NAME at the edge and by stable property ID inside."""

    def __init__(
        self,
        place: Place,
        *,
        key: Sequence[str],
        slots: Sequence[Slot],
        relationships: Sequence[Relationship],
        fields: Mapping[str, FieldType],
    ) -> None:
        self.id, self.name, self.root_id = place.id, place.name, place.root_id
        self.abstract, self.family, self.kin = place.abstract, place.family, place.kin
        self.key = tuple(key)
        """Names of the key properties and relationships."""
        self.relationships: Mapping[str, Relationship] = {each.id: each for each in relationships}
        """By stable id."""
        self.strict_relationships = {each.id: each for each in relationships if each.on_missing == "refuse"}
        """Those whose target must exist, by stable id."""
        self.parts: Mapping[str, Part] = {slot.id: slot.part for slot in slots}
        """Every property and relationship by stable id, with what is inside."""
        self.names: Mapping[str, str] = {slot.id: slot.name for slot in slots}
        """Stable id to name, of every property and relationship."""
        self.inside = {slot.id: slot.inside for slot in slots if slot.inside is not None}
        """What is inside of values, by stable id."""
        ids = {slot.name: slot.id for slot in slots}
        self.key_ids = tuple(ids[name] for name in key)
        self.personal = personal_of(slots)
        """Personal properties by stable id, with what says whose they are; None: the instance itself."""
        self.field_types: Mapping[str, FieldType] = dict(fields)
        """Every searchable dotted field, beginning with the property's or relationship's stable id."""
        kinds: dict[str, FieldKind] = {field: each.kind for field, each in fields.items()}
        self._fields = kinds | dict.fromkeys(self.personal, SEALED)
        self._slots = {slot.name: (slot.id, slot.check) for slot in slots}
        self._patches = {slot.name: slot for slot in slots}
        self.checks, self.required, self.defaults, self.assured, self.forms = rules_of(slots)

    def check(self, data: object, *, path: str = "/data", most: int = PROBLEMS) -> tuple[Data, list[Problem]]:
        """Check and normalise a whole instance by name (null is absence); the answer is keyed by stable id.

        It ends at `most` problems.
        """
        if type(data) is not dict:
            return {}, [self._no_object(data, path)]
        slots, out = self._slots, {}
        problems = named_twice(data, path)
        for name, value in data.items():
            slot = slots.get(name) or slots.get(spelled(name))
            if slot is None:
                problems.append(self._unknown(name, path))
            elif value is not None:
                try:
                    out[slot[0]] = slot[1](value)
                except Rejected as rejected:
                    problems += self._rejected(rejected, name, path)
            if problems and len(problems) >= most:
                return out, broken_off(problems, most, data, name)
        for id_, default in self.defaults.items():
            out.setdefault(id_, default)
        missing = [self.names[id_] for id_ in self.required if id_ not in out]
        # What is there but wrong was told already.
        problems += [self._missing(name, path) for name in missing if data.get(name) is None]
        return out, problems

    def check_patch(
        self, patch: object, *, path: str = "/data", most: int = PROBLEMS
    ) -> tuple[dict[str, object], list[Problem]]:
        """Check a merge patch by name; the answer is keyed by stable id, None removes."""
        if type(patch) is not dict:
            return {}, [self._no_object(patch, path)]
        out: dict[str, object] = {}
        problems = named_twice(patch, path)
        for name, value in patch.items():
            slot = self._patches.get(name) or self._patches.get(spelled(name))
            if slot is None:
                problems.append(self._unknown(name, path))
            elif value is not None:
                try:
                    out[slot.id] = slot.patch(value)
                except Rejected as rejected:
                    problems += self._rejected(rejected, name, path)
            elif slot.required and slot.default is None:
                problems.append(self._missing(slot.name, path))
            else:
                out[slot.id] = slot.default
            if problems and len(problems) >= most:
                return out, broken_off(problems, most, patch, name)
        return out, problems

    def check_again(self, data: Mapping[str, object]) -> list[Problem]:
        """Check whole data that is keyed by id already (the ontology moved since it was accepted).

        Values of properties that are no longer there are let be: nobody sees them.
        """
        return [*self._unfit(data), *self._gone(id_ for id_ in self.required if id_ not in data)]

    def check_change(self, changed: Mapping[str, object], removed: Collection[str]) -> list[Problem]:
        """Check what a write changes, keyed by id; what was there before its rule (a waived change) is let be."""
        return [*self._unfit(changed), *self._gone(id_ for id_ in self.required if id_ in removed)]

    def instance_id(self, data: Data) -> str | None:
        """Make the id from the key's values in normal form; None when the class has no key.

        Raises DomainError constraint_violated when it would be empty or longer than 512 bytes.
        """
        if not self.key_ids:
            return None
        made = id_of_key([data[id_] for id_ in self.key_ids])
        size = len(made) if made.isascii() else len(made.encode())
        if not 1 <= size <= LONGEST_ID:
            key = ", ".join(self.key)
            said = f"the key ({key}) makes an id of {size} bytes: it must have 1 to {LONGEST_ID}"
            raise refuse("constraint_violated", said, path=f"/data/{self.key[0]}", value=shown(made))
        return made

    def named(self, data: Mapping[str, object]) -> Data:
        """Translate data keyed by id to names; ids that are no longer there are left out."""
        names, inside = self.names, self.inside
        return {names[id_]: told(value, inside.get(id_)) for id_, value in data.items() if id_ in names}

    def living(self, data: Mapping[str, object]) -> Data:
        """Leave out of data keyed by id what its objects no longer have inside."""
        if not self.inside and isinstance(data, dict):
            return data
        return {id_: living(value, self.inside.get(id_)) for id_, value in data.items()}

    def fields(self) -> Mapping[str, FieldKind]:
        """Tell every dotted field that is indexed, beginning with the property's or relationship's stable ID."""
        return self._fields

    def references(self, data: Mapping[str, object]) -> list[tuple[str, str, str]]:
        """List (relationship id, stable root id of the target class, target instance id) of data keyed by id."""
        found: list[tuple[str, str, str]] = []
        for id_, relationship in self.relationships.items():
            value = data.get(id_)
            if isinstance(value, str):
                found.append((id_, relationship.target_root, value))
            elif isinstance(value, list):
                found += [(id_, relationship.target_root, target) for target in value]
        return found

    def _unfit(self, data: Mapping[str, object]) -> list[Problem]:
        problems: list[Problem] = []
        for id_, value in data.items():
            if id_ in self.checks:
                try:
                    self.checks[id_](told(value, self.inside.get(id_)))
                except Rejected as rejected:
                    problems += self._rejected(rejected, self.names[id_], "/data")
        return problems

    def _gone(self, ids: Iterable[str]) -> list[Problem]:
        return [self._missing(self.names[id_], "/data") for id_ in ids]

    def _no_object(self, data: object, path: str) -> Problem:
        said = f"the data of class {self.name} must be an object"
        # What stands in the place of an object may be what is personal in it.
        return Problem(code="wrong_type", message=said, path=path, value=None if self.personal else shown(data))

    def _rejected(self, rejected: Rejected, name: str, path: str) -> list[Problem]:
        slot = self._patches.get(name) or self._patches.get(spelled(name))
        if slot is not None and slot.personal:
            return hidden(rejected.problems, name, pointer(path, name))
        return named(rejected, name, path)

    def _unknown(self, name: str, path: str) -> Problem:
        return Problem(
            code="unknown_property",
            message=f"class {self.name} has no property {quoted(name)}",
            path=pointer(path, name),
            hint=did_you_mean(name, self._slots),
        )

    def _missing(self, name: str, path: str) -> Problem:
        return Problem(
            code="missing_property", message=f"class {self.name} requires '{name}'", path=pointer(path, name)
        )
