"""ontology-events -> read models that depend on databases: a deleted one leaves search."""

from collections.abc import Sequence
from uuid import UUID

from spice.messages.event import decode_event
from spice.ports.bus import ConsumedRecord
from spice.ports.search_index import SearchIndex


class ProjectOntologies:
    """Ontologies themselves are read from their repository by commit, so nothing of them can be stale."""

    def __init__(self, search: SearchIndex) -> None:
        self._search = search

    def __call__(self, records: Sequence[ConsumedRecord]) -> None:
        """Project a batch; safe to repeat."""
        for record in records:
            event = decode_event(record.value)
            if event.type == "DatabaseDeleted" and event.body is not None:
                self._search.drop(UUID(event.body["uuid"]))
