"""What an index holds is asked for with little patience: readiness asks it of a cluster that may freeze any moment."""

from typing import Any, cast
from uuid import uuid4

from spice.adapters.opensearch.connection import LOOK_SECONDS, OpenSearchConnection
from spice.adapters.opensearch.documents.layout import LAYOUT
from spice.adapters.opensearch.search_index import OpenSearchIndex


class Impatient:
    """A cluster with one index, which notes how long it may take."""

    prefix = "spice"

    def __init__(self) -> None:
        self.waits: list[tuple[str, float | None]] = []

    def request(
        self, method: str, path: str, body: object = None, *, seconds: float | None = None, absent: object = None
    ) -> dict[str, Any]:
        """Answer what a marker asks for."""
        self.waits.append((f"{method} {path}", seconds))
        if path.startswith("/_alias/"):
            return {"spice-one": {}}
        if "/_doc/" in path:
            return {"found": True, "_seq_no": 1, "_primary_term": 1, "_source": {"layout": LAYOUT, "fields": []}}
        return {"aggregations": {"last": {"value": 7.0}}}


def test_a_marker_waits_no_longer_than_a_look() -> None:
    cluster = Impatient()

    marker = OpenSearchIndex(cast(OpenSearchConnection, cluster)).marker(uuid4())

    assert marker == "spice-one:7"
    assert len(cluster.waits) > 2
    assert [asked for asked, seconds in cluster.waits if seconds is None or seconds > LOOK_SECONDS] == []
