"""What a search covers: some classes of one schema, their fields, the way back from ids to names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from msgspec import UNSET, UnsetType

from spice.application.ground.instance_rows import Expanded, ExpandedRow, instance_parts
from spice.application.ground.schemas import Schema
from spice.application.ground.times import as_stored, written
from spice.application.queries.finding.fields import Fields
from spice.application.queries.finding.filters import Filters
from spice.domain.datatypes.kinds import WORDED
from spice.ports.search_index import Hit
from spice.searching.living import Living


class HitRow(ExpandedRow, frozen=True):
    """An instance that was found."""

    score: float | UnsetType = UNSET
    highlight: Mapping[str, Sequence[str]] | UnsetType = UNSET


class Scope:
    """The classes a query names (a class with its subclasses; without a name: all)."""

    def __init__(self, schema: Schema, class_name: str | None, *, path: str = "") -> None:
        self.schema = self._schema = schema
        self.home = schema.home
        self.zone = schema.home.zone
        self.classes: tuple[str, ...] = ()
        if class_name is not None:
            self.classes = schema.named(class_name, path=path).family
        self.fields = fields_of(schema, self.classes)
        self.personal = any_personal(schema, self.classes)
        self.living = living_of(schema)
        """What the ontology has: nothing else is in an answer."""

    def filters(self) -> Filters:
        """Make a reader of filters for these classes."""
        return Filters(self.fields, lambda name, path: self._schema.named(name, path=path).id, self.home)

    def row(self, hit: Hit, beside: Expanded | UnsetType = UNSET) -> HitRow:
        """Write a hit as API.md writes an instance, with its score and highlight where there are any."""
        return HitRow(
            *instance_parts(self._schema, hit),
            expanded=beside,
            score=UNSET if hit.score is None else hit.score,
            highlight={self.fields.name_of(field): list(texts) for field, texts in hit.highlight.items()}
            if hit.highlight
            else UNSET,
        )

    def shown(self, name: str) -> Callable[[object], object]:
        """Tell how a facet's or a group's value of a field is written."""
        if name == "_class":
            return lambda value: self._schema.class_name(value) if isinstance(value, str) else value
        if self.fields.is_date(name):
            return lambda value: value.date().isoformat() if isinstance(value, datetime) else value
        return shown if name.startswith("_") else as_data


def shown(value: object) -> object:
    """Write a value of the index: times in UTC with Z, others as they are."""
    return written(value) if isinstance(value, datetime) else value


def as_data(value: object) -> object:
    """Write a value of a property: times in their normal form, others as they are."""
    return as_stored(value) if isinstance(value, datetime) else value


@lru_cache(maxsize=256)
def any_personal(schema: Schema, classes: tuple[str, ...] = ()) -> bool:
    """Tell whether classes (none: any of all) have personal properties."""
    by_id = schema.ontology.by_id
    return any(by_id[class_id].personal for class_id in classes or by_id if class_id in by_id)


@lru_cache(maxsize=256)
def fields_of(schema: Schema, classes: tuple[str, ...]) -> Fields:
    """Collect the fields of classes (none: of all); kept, because a schema never changes."""
    by_id = schema.ontology.by_id
    covered = [class_id for class_id in classes or by_id if class_id in by_id]
    return Fields([by_id[class_id] for class_id in covered])


@lru_cache(maxsize=64)
def living_of(schema: Schema) -> Living:
    """Collect the classes of a schema, with their fields of text; the same object for the same schema."""
    return {
        class_id: frozenset(field for field, kind in shape.fields().items() if kind in WORDED)
        for class_id, shape in schema.ontology.by_id.items()
    }
