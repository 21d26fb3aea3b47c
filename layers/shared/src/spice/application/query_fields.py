"""Searchable fields by name: what a filter, a sort, a facet or a measure may speak of."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.ontology.compiled import CompiledClass
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

META: Mapping[str, FieldKind] = {
    "_id": "keyword",
    "_class": "keyword",
    "_version": "number",
    "_created_at": "time",
    "_updated_at": "time",
    "_updated_by": "keyword",
}
"""Fields every instance has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as it was named, and as the index knows it: one id, or several where classes share the name."""

    name: str
    ids: tuple[str, ...]
    kind: FieldKind

    def only(self, path: str) -> str:
        """Give the one id there is, or refuse: several classes have such a property of their own."""
        if len(self.ids) > 1:
            raise refuse(
                "invalid_parameter",
                f"several classes have their own property {quoted(self.name)}",
                path=path,
                value=self.name,
                hint="name one class with class=",
            )
        return self.ids[0]


class Fields:
    """The searchable fields of some classes."""

    def __init__(self, classes: Iterable[CompiledClass], dates: Set[str] = frozenset()) -> None:
        """Collect them; `dates` are the fields of the index that hold dates without a time of day."""
        self._dates = dates
        self._by_name: dict[str, dict[str, FieldKind]] = {}
        self._names: dict[str, str] = {}
        for shape in classes:
            names = shape.names
            for field, kind in shape.fields().items():
                head, dot, rest = field.partition(".")
                name = f"{names.get(head, head)}{dot}{rest}"
                self._by_name.setdefault(name, {})[field] = kind
                self._names[field] = name

    def find(self, name: str, *, path: str) -> Field:
        """Find a field by its name in any normal form, or refuse it as unknown_property with a hint."""
        name = spelled(name)
        if (meta := META.get(name)) is not None:
            return Field(name=name, ids=(name,), kind=meta)
        known = self._by_name.get(name)
        if known is None:
            hint = did_you_mean(name, [*self._by_name, *META])
            raise refuse(
                "unknown_property", f"there is no field {quoted(name)} to search by", path=path, value=name, hint=hint
            )
        kinds = sorted(set(known.values()))
        if len(kinds) > 1:
            raise refuse(
                "invalid_parameter",
                f"{quoted(name)} is {' in one class and '.join(kinds)} in another",
                path=path,
                value=name,
                hint="name one class with class=",
            )
        return Field(name=name, ids=tuple(sorted(known)), kind=kinds[0])

    def is_date(self, name: str) -> bool:
        """Tell whether a field holds dates without a time of day."""
        return any(field in self._dates for field in self._by_name.get(spelled(name), ()))

    def name_of(self, field: str) -> str:
        """Tell the name of a field of the index (a highlight's key)."""
        return self._names.get(field, field)
