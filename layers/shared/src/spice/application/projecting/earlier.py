"""What some classes were before: the commits of `main` at which they were otherwise."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from spice.domain.ontology.documents import Document, lineage
from spice.ports.ontology_repository import OntologyRepository

PAGE = 50


def commits_otherwise(
    repository: OntologyRepository, database: UUID, commit: str, classes: Collection[str]
) -> Iterator[str]:
    """Walk back from a commit of `main`; name those at which classes, with all that they inherit, are not what they are
    at the one behind: only these are worth compiling."""
    made, last = _made_of(repository, database, commit, classes), commit
    while page := repository.log(database, limit=PAGE, before=last):
        for each in page:
            if (found := _made_of(repository, database, each.id, classes)) != made:
                yield each.id
                made = found
        last = page[-1].id


def _made_of(
    repository: OntologyRepository, database: UUID, commit: str, classes: Collection[str]
) -> Sequence[Sequence[Document]]:
    read = repository.read(database, commit)
    known = {} if read is None else read.classes
    by_name = {str(document["name"]): document for document in known.values()}
    return [lineage(known[id_], by_name) if id_ in known else [] for id_ in sorted(classes)]
