"""Searchable fields by name: what a filter, a sort, a facet or a measure may speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spice.domain.datatypes.kinds import SEALED, FieldKind
from spice.domain.datatypes.parts import field_name
from spice.domain.datatypes.registry import stands_for_whole, type_named
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import did_you_mean
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.parts import ID, FieldType
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

META: Mapping[str, FieldType] = {
    "_id": FieldType(kind="keyword", type=ID),
    "_class": FieldType(kind="keyword", type="xsd:string"),
    "_version": FieldType(kind="number", type="xsd:integer"),
    "_created_at": FieldType(kind="time", type="xsd:dateTime"),
    "_updated_at": FieldType(kind="time", type="xsd:dateTime"),
    "_updated_by": FieldType(kind="keyword", type="xsd:string"),
}
"""Fields every instance has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as it was named, and as the index knows it: one id, or several where classes share the name."""

    name: str
    types: Mapping[str, FieldType]
    """By id."""
    owners: Mapping[str, str]
    """The class that each of several is a property of, by id."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Name it as the index does."""
        return tuple(self.types)

    @property
    def kind(self) -> FieldKind:
        """Tell how it is searched: alike in all classes, but that it may be personal in some, where none is `mixed`."""
        return next(iter(self.types.values())).kind

    def only(self, path: str) -> str:
        """Give the one id there is, or refuse: several classes have such a property of their own."""
        if len(self.ids) > 1:
            said = f"{quoted(self.name)} is a property of its own in {_listed(self.owners.values())}"
            raise refuse("invalid_parameter", said, path=path, value=self.name, hint=_ONE_CLASS)
        return self.ids[0]

    @property
    def kinds(self) -> frozenset[FieldKind]:
        """Tell all the ways in which it is searched."""
        return frozenset(of.kind for of in self.types.values())

    def told(self) -> str:
        """Tell which kind it is of; where there are several, in which class."""
        if len(self.kinds) == 1:
            return self.kind
        classes: dict[str, list[str]] = {}
        for id_, of in self.types.items():
            classes.setdefault(of.kind, []).append(self.owners[id_])
        return " and ".join(f"{kind} in {_listed(classes[kind])}" for kind in sorted(classes))


_ONE_CLASS = "name one class with class="
_NAMED = 5
_PERSONAL = FieldType(kind=SEALED, type=ID)


class Fields:
    """The searchable fields of some classes."""

    def __init__(self, classes: Iterable[CompiledClass]) -> None:
        self._by_name: dict[str, dict[str, FieldType]] = {}
        self._names: dict[str, str] = {}
        self._personal: dict[str, dict[str, FieldType]] = {}
        self._owners: dict[str, CompiledClass] = {}
        for shape in classes:
            self._own(shape)
            for id_ in shape.personal:
                self._personal.setdefault(shape.names[id_], {})[id_] = _PERSONAL
            for field, of in shape.field_types.items():
                name = field_name(field, shape.parts[field.partition(".")[0]])
                whole = stands_for_whole(of.type)
                for each in (name, name.rpartition(".")[0]) if whole else (name,):
                    self._by_name.setdefault(each, {})[field] = of
                self._names[field] = name.rpartition(".")[0] if whole else name

    def find(self, name: str, *, path: str, there: bool = False, mixed: bool = False) -> Field:
        """Find a field by its name in any normal form, or refuse it as unknown_property with a hint.

        `there`: what is asked is whether it has a value, which is told of personal ones too. `mixed`: what is asked
        means the same of every kind, so it may be of several; else it is refused with the classes.
        """
        name = spelled(name)
        if (meta := META.get(name)) is not None:
            return Field(name=name, types={name: meta}, owners={})
        known = self._by_name.get(name)
        personal = self._personal.get(name, {}) if there else {}
        if known is None and personal:
            return self._field(name, personal)
        if known is None and name.partition(".")[0] in self._personal:
            raise personal_values(name, path)
        if known is None:
            hint = did_you_mean(name, [*self._by_name, *META])
            raise refuse(
                "unknown_property", f"there is no field {quoted(name)} to search by", path=path, value=name, hint=hint
            )
        if not mixed and len((found := self._field(name, known)).kinds) > 1:
            said = f"{quoted(name)} is {found.told()}"
            raise refuse("invalid_parameter", said, path=path, value=name, hint=_ONE_CLASS)
        return self._field(name, known, personal)

    def _own(self, shape: CompiledClass) -> None:
        """Note whose fields a class's are: of the highest class that has them."""
        for field in (*shape.field_types, *shape.personal):
            if field not in self._owners or self._owners[field].id in shape.family:
                self._owners[field] = shape

    def _field(self, name: str, *types: Mapping[str, FieldType]) -> Field:
        found = {id_: each[id_] for each in types for id_ in sorted(each)}
        return Field(name=name, types=found, owners={id_: self._owners[id_].name for id_ in found})

    def is_date(self, name: str) -> bool:
        """Tell whether a field holds dates without a time of day."""
        return any(
            of.type != ID and type_named(of.type).holds_dates for of in self._by_name.get(spelled(name), {}).values()
        )

    def name_of(self, field: str) -> str:
        """Tell the name of a field of the index (a highlight's key)."""
        return self._names.get(field, field)


def _listed(classes: Iterable[str]) -> str:
    names = sorted({*classes})
    shown = names if len(names) <= _NAMED else [*names[:_NAMED], f"{len(names) - _NAMED} other classes"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def personal_values(name: str, path: str) -> DomainError:
    """Refuse a question about the values of a personal property."""
    said = f"{quoted(name)} is personal: the search index has none of its values"
    hint = "exists, and a facet's missing alone, tell whether there is one"
    return refuse("not_supported", said, path=path, value=name, hint=hint)
