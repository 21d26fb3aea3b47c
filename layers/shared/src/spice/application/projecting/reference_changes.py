"""Whether a commit has what instances name mean something else: the index was told by what it meant before."""

from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology


def named_otherwise(before: Ontology, after: Ontology) -> bool:
    """Tell whether a relationship that was there leads into another hierarchy, or may be named otherwise often."""
    return any(_differ(before.by_id[shape.id], shape) for shape in after.by_id.values() if shape.id in before.by_id)


def names_more(before: Ontology, after: Ontology) -> bool:
    """Tell whether a class has a relationship that it had not."""
    return any(
        _meanings(shape).keys() - (_meanings(before.by_id[shape.id]) if shape.id in before.by_id else {}).keys()
        for shape in after.by_id.values()
    )


def _differ(before: CompiledClass, after: CompiledClass) -> bool:
    known = _meanings(before)
    return any(known.get(id_, meaning) != meaning for id_, meaning in _meanings(after).items())


def _meanings(shape: CompiledClass) -> dict[str, tuple[str, bool]]:
    return {id_: (each.target_root, each.sole) for id_, each in shape.relationships.items()}
