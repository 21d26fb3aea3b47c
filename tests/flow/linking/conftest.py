"""Flights between airports of countries, on the platform of the flow tests."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air

CLASSES: list[dict[str, Any]] = [
    {"name": "Country", "properties": [{"name": "title", "type": "xsd:string"}]},
    {
        "name": "Port",
        "properties": [{"name": "title", "type": "xsd:string"}],
        "relationships": [{"name": "country", "target": "Country", "inverse": "ports", "on_delete": "detach"}],
    },
    {"name": "Heliport", "parent": "Port"},
    {
        "name": "Trip",
        "properties": [{"name": "note", "type": "xsd:string"}],
        "relationships": [
            {"name": "origin", "target": "Port", "inverse": "departures", "on_delete": "detach"},
            {"name": "via", "target": "Port", "cardinality": "many_to_many", "inverse": "calls", "on_delete": "detach"},
            {"name": "next", "target": "Trip", "inverse": "previous", "on_delete": "detach"},
        ],
    },
    {"name": "Charter", "parent": "Trip", "relationships": [{"name": "payer", "target": "Country"}]},
]


class Linked:
    """The hands of somebody who follows links."""

    def __init__(self, air: Air) -> None:
        self.air = air

    def put(self, class_name: str, identity: str, **data: Any) -> None:
        """Create or replace an instance."""
        assert self.air.put(class_name, identity, **data).data["state"] == "COMPLETED"

    def get(self, path: str) -> Any:
        """Ask for something of an instance."""
        return self.air.client.get(f"{AIR}/{path}")

    def related(self, start: str, path: str, **more: Any) -> tuple[list[str], dict[str, Any]]:
        """Tell the ids of a page, and what is said of it."""
        query = "".join(f"&{name}={value}" for name, value in more.items())
        reply = self.get(f"{start}/related?path={path}{query}")
        assert reply.status == 200, reply.body
        return [row["id"] for row in reply.data], reply.json["meta"]

    def graph(self, start: dict[str, Any], *hops: str, **more: Any) -> Any:
        """Draw a graph: `origin` goes out, `-origin` comes in."""
        taken = [{"relationship": hop.lstrip("-"), "direction": "in" if hop[0] == "-" else "out"} for hop in hops]
        return self.air.client.post(f"{AIR}/graph", {"start": start, "hops": taken, **more})


@pytest.fixture
def linked(air: Air) -> Linked:
    changes = [{"op": "create", "class": each} for each in CLASSES]
    done = air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
    assert done.data["state"] == "COMPLETED", done.body
    linked = Linked(air)
    linked.put("Country", "KR", title="Korea")
    linked.put("Country", "US")
    for port, country in (("ICN", "KR"), ("GMP", "KR"), ("JFK", "US")):
        linked.put("Port", port, country=country)
    linked.put("Heliport", "PAD", country="KR")
    linked.put("Trip", "1", origin="ICN", via=["GMP", "JFK"], next="2")
    linked.put("Trip", "2", origin="ICN", via=["JFK"], next="3")
    linked.put("Charter", "3", origin="PAD", payer="US", next="1")
    linked.put("Trip", "4", origin="gone", via=["ICN", "lost"])
    return linked
