"""Classes that come back with instances from before: those live again, by rules that nobody checked them against."""

from collections.abc import Sequence
from dataclasses import replace

from spice.domain.ontology.entries import Entry
from spice.domain.ontology.gate import Gate
from spice.domain.ontology.severity import tighter

_BACK = tighter("instances of it from before live again, and nobody checked them")


def revived(entries: Sequence[Entry], gate: Gate) -> Sequence[str]:
    """List the classes that are made, and have instances by their ids."""
    made = [entry.class_id for entry in entries if _makes(entry)]
    # Asked together first: nearly always there are none.
    return [id_ for id_ in made if gate.instances([id_])] if made and gate.instances(made) else ()


def judged(entries: Sequence[Entry], back: Sequence[str], gate: Gate) -> Sequence[Entry]:
    """Judge that such classes are made; not where they are brought back as they were, by whoever asks for that."""
    if not back or gate.rolls_back:
        return entries
    return [
        replace(entry, judged=_BACK).under(gate.mode) if _makes(entry) and entry.class_id in back else entry
        for entry in entries
    ]


def _makes(entry: Entry) -> bool:
    return entry.op == "create" and not entry.keys
