"""What values read as under today's types, where their property had another type since an instance began."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.stored import Form, form_of, read_otherwise
from spice.domain.ontology.documents import properties_of
from spice.domain.ontology.retyping import retyped
from spice.ports.directory import Database
from spice.ports.ontology_repository import OntologyRepository

UNSURE = timedelta(minutes=15)
"""How much later an instance may seem to have begun than a commit that its worker did not know yet."""
_HEADS = 64
_PAGE = 50


class StoredValues:
    """Reads stored values again. Nearly all are in normal form, being of a property that never had another type: what
    is asked is told by the commits since an instance began, which are read once."""

    def __init__(self, repository: OntologyRepository) -> None:
        self._since = lru_cache(maxsize=_HEADS)(lambda database, head: _History(repository, database))

    def read_otherwise(self, database: Database, shape: CompiledClass, instance: Instance) -> Mapping[str, object]:
        """Tell which values read otherwise than they are stored, by stable id; None: not at all."""
        forms = self._since(database.uuid, database.head).retyped(shape, instance.created_at)
        return read_otherwise(forms, instance.data, database.home) if forms else {}


class _History:
    """The commits of `main` as it was when it was asked first, from the newest on as far back as somebody wants."""

    def __init__(self, repository: OntologyRepository, database: UUID) -> None:
        self._repository, self._database = repository, database
        self._last: str | None = None
        self._at: datetime | None = None
        self._ended = False
        self._forms: dict[str, set[Form]] = defaultdict(set)
        self._retyped: dict[str, Mapping[str, Form]] = {}

    def retyped(self, shape: CompiledClass, since: datetime) -> Mapping[str, Form]:
        """Tell the forms of a class's properties that read otherwise than at some time since a moment."""
        while not self._ended and (self._at is None or self._at >= since - UNSURE):
            self._go_back(since - UNSURE)
        if (found := self._retyped.get(shape.id)) is None:
            forms = shape.forms.items()
            found = {id_: form for id_, form in forms if any(retyped(one, form) for one in self._forms[id_])}
            self._retyped[shape.id] = found
        return found

    def _go_back(self, until: datetime) -> None:
        page = self._repository.log(self._database, limit=_PAGE, before=self._last)
        self._ended = not page
        for header in page:
            commit = self._repository.read(self._database, header.id)
            for document in commit.classes.values() if commit is not None else ():
                for spec in properties_of(document):
                    self._forms[str(spec["id"])].add(form_of(spec))
            self._last, self._at = header.id, header.at
            if header.at < until:
                break
        self._retyped.clear()
