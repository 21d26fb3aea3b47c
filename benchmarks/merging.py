"""Differences and merges of large ontologies: pure computing, in seconds of one core."""

import time
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most
from spice.domain.administration import ChangeOntology
from spice.domain.ontology.changes import apply_changes
from spice.domain.ontology.differences import differences
from spice.domain.ontology.documents import Document, properties_of
from spice.domain.ontology.merging.merge import merge_ontologies
from spice.domain.ontology.merging.reading_trees import tree_of

CLASSES, PROPERTIES = 200, 50
_COMMAND = UUID(int=1)
_DIFFS = 5
Documents = Mapping[str, Document]


def measure(bench: Bench) -> Iterable[Figure]:
    """Diff 200 classes of which each changed, and merge 10,000 changes of two branches."""
    few, many = _ontology(6), _ontology(PROPERTIES)
    changed = _described(few, 0, 6)
    seconds = min(_seconds(lambda: differences(few, changed, "BACKWARD")) for _ in range(_DIFFS))
    entries_of_few = len(differences(few, changed, "BACKWARD"))
    note = f"{entries_of_few:,} entries, best of {_DIFFS}"
    yield at_most(f"diff of {CLASSES} classes", seconds * 1000, 100, " ms", note=note)
    ours, theirs = _described(many, 0, PROPERTIES // 2), _described(many, PROPERTIES // 2, PROPERTIES)
    began = time.process_time()
    merged = merge_ontologies(tree_of(many), ours, theirs, command_id=_COMMAND)
    took = time.process_time() - began
    entries = len(merged.outcome.entries)
    changes = entries + len(differences(many, ours, "BACKWARD"))
    note = f"{len(merged.conflicts)} conflicts, {entries:,} of the changes from one side"
    yield at_most(f"merge of {changes:,} changes", took, 10, " s", note=note)


def _ontology(properties: int) -> Documents:
    parts = [{"name": f"property_{number}", "type": "xsd:string"} for number in range(properties)]
    creates = [{"op": "create", "class": {"name": f"Class_{number}", "properties": parts}} for number in range(CLASSES)]
    made = apply_changes(
        {}, ChangeOntology(changes=creates), command_id=_COMMAND, instances=lambda classes: 0
    ).documents
    return {id_: document for id_, document in made.items() if document is not None}


def _described(documents: Documents, first: int, last: int) -> Documents:
    """Describe some properties of every class."""
    answer: dict[str, Document] = {}
    for id_, document in documents.items():
        parts = [
            {**part, "description": {"en": "What it is."}} if first <= number < last else part
            for number, part in enumerate(properties_of(document))
        ]
        answer[id_] = {**document, "properties": parts}
    return answer


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
