"""Whether a property's stored values are read in another way than before."""

from spice.domain.ontology.compiled.stored import Form
from spice.domain.ontology.severity import WIDER


def retyped(before: Form, after: Form) -> bool:
    """Tell whether what was read as one form need not be as the other reads it. A wider type reads all alike."""
    if before.type != after.type and after.type not in WIDER[before.type]:
        return True
    if before.items is not None and after.items is not None:
        return retyped(before.items, after.items)
    if before.parts is not None and after.parts is not None:
        then = dict(before.parts)
        return any(retyped(then[key], part) for key, part in after.parts if key in then)
    return (before.items, before.parts) != (after.items, after.parts)
