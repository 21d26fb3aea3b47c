"""Living: the classes and properties an ontology has; what is indexed of others is in no answer."""

from collections.abc import Iterable, Mapping, Sequence

Living = Mapping[str, frozenset[str]]
"""Every class, with the fields that full text search looks at."""

ClassField = tuple[str, str]
"""A class and a field of text of it, by stable ids."""


def gone(indexed: Iterable[ClassField], living: Living | None, classes: Sequence[str]) -> dict[str, list[str]]:
    """List by class the fields that were indexed and are no longer there; of some classes (none: of all living)."""
    found: dict[str, list[str]] = {}
    for class_id, field in sorted(indexed) if living is not None else ():
        fields = living.get(class_id) if living is not None else None
        if fields is not None and field not in fields and (not classes or class_id in classes):
            found.setdefault(class_id, []).append(field)
    return found


def lives(living: Living | None, class_id: str, field: str) -> bool:
    """Tell whether a class has a field of text."""
    return living is None or field in living.get(class_id, ())


def covered(classes: Sequence[str], living: Living | None) -> Sequence[str] | None:
    """Tell which classes are asked for: those named, else those that live; None: all that are indexed."""
    return classes or (None if living is None else tuple(living))
