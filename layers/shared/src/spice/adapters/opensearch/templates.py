"""The templates of an OpenSearch cluster."""

from spice.adapters.opensearch.search_index import OpenSearchIndex


class OpenSearchTemplates:
    """Index templates, and the index that says which generation of a database is live."""

    def __init__(self, index: OpenSearchIndex) -> None:
        self._index = index

    def prepare(self) -> list[str]:
        """Put them there; those of the newest code are right, however often it is done."""
        self._index.prepare()
        return ["spice-instances", "spice-search-metadata"]
