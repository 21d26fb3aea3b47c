"""What instances are linked to, on the platform itself: followed, drawn, counted, expanded; a batch and its undo."""

from collections.abc import Callable
from typing import Any

import pytest

from spice.waiting import until
from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT

pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]
LINKED: list[dict[str, Any]] = [
    {"name": "Country", "properties": [{"name": "title", "type": "xsd:string"}]},
    {"name": "Port", "relationships": [{"name": "country", "target": "Country", "inverse": "ports"}]},
    {
        "name": "Trip",
        "relationships": [
            {"name": "origin", "target": "Port", "inverse": "departures", "on_missing": "refuse"},
            {"name": "via", "target": "Port", "cardinality": "many_to_many", "on_delete": "detach"},
            {"name": "seat", "target": "Port", "cardinality": "one_to_one", "on_delete": "cascade"},
        ],
    },
]


@pytest.fixture(scope="module")
def linked(make_library: Callable[[], Library]) -> tuple[Library, str]:
    """Ports of two countries and trips from them, all of one request."""
    library = make_library()
    changes = [{"op": "create", "class": each} for each in LINKED]
    changed = library.owner.post(f"{library.path}/ontology/changes", {"message": "m", "changes": changes}, headers=WAIT)
    assert changed.status == 200, changed
    rows: list[dict[str, Any]] = [{"class": "Country", "id": name, "data": {}} for name in ("KR", "US")]
    for n in range(40):
        rows.append({"class": "Port", "id": f"p{n:02}", "data": {"country": "KR" if n % 2 else "US"}})
        rows.append(
            {"class": "Trip", "id": f"t{n:02}", "data": {"origin": f"p{n % 4:02}", "via": ["lost", f"p{n:02}"]}}
        )
    sent = library.owner.post(f"{library.instances}/bulk", {"instances": rows}, headers=WAIT)
    assert (sent.status, sent.data["completed"], sent.data["failed"]) == (200, 82, 0), sent
    return library, str(sent.data["batch_id"])


def test_links_are_followed_drawn_counted_and_expanded(linked: tuple[Library, str]) -> None:
    library, batch = linked
    ask, after = library.owner.get, f"after={batch}"

    related = ask(f"{library.instances}/Country/US/related?path=ports.departures&limit=15&{after}", headers=WAIT)
    rest = ask(
        f"{library.instances}/Country/US/related?path=ports.departures&cursor={related.meta['next_cursor']}&{after}"
    )
    links = ask(f"{library.instances}/Port/p00/links?{after}", headers=WAIT)
    trip = ask(f"{library.instances}/Trip/t05?expand=origin.country,via&{after}", headers=WAIT)
    listed = ask(f"{library.instances}?class=Trip&sort=_id&limit=2&expand=origin&{after}", headers=WAIT)
    start = {"class": "Country", "id": "KR"}
    hops = [{"relationship": "country", "direction": "in"}, {"relationship": "departures"}]
    asked = {"start": start, "hops": hops, "limit": 30, "after": batch}
    drawn = library.owner.post(f"{library.instances}/graph", asked, headers=WAIT)

    from_us = [f"t{n:02}" for n in range(40) if n % 4 in (0, 2)]
    assert [row["id"] for row in (*related.data, *rest.data)] == from_us
    assert (related.meta["hidden"], rest.meta["hidden"]) == (5, 0)
    counted = {(row["direction"], row["relationship"]): row["count"] for row in links.data}
    assert counted == {("out", "country"): 1, ("in", "origin"): 10, ("in", "via"): 1, ("in", "seat"): 0}
    assert trip.data["expanded"]["origin"]["expanded"]["country"]["id"] == "KR"
    assert [row.get("missing", False) for row in trip.data["expanded"]["via"]] == [False, True]
    beside = [row["expanded"]["origin"] for row in listed.data]
    assert [each and each["id"] for each in beside] == ["p00", "p01"], listed.json
    assert [node["id"] for node in drawn.data["nodes"]][:3] == ["KR", "p01", "p03"]
    assert drawn.meta["hidden"] == [{"hop": 2, "nodes": 11}]


def test_a_batch_is_undone_and_what_changed_since_is_not(make_library: Callable[[], Library]) -> None:
    library = make_library()
    library.book("1", title="old")
    rows = [{"id": str(n), "data": {"isbn": str(n), "title": "new"}} for n in range(1, 30)]
    body = {"class": "Book", "op": "upsert", "instances": rows}
    sent = library.owner.post(f"{library.instances}/bulk", body, headers=WAIT)
    library.owner.put(f"{library.instances}/Book/2", {"data": {"isbn": "2", "title": "mine"}}, headers=WAIT)

    url = f"{library.path}/batches/{sent.data['batch_id']}/undo"
    undone = library.owner.post(url, {"reason": "wrong"}, headers=WAIT)
    again = library.owner.post(url, {"reason": "wrong"}, headers=WAIT)

    assert (undone.status, undone.data["completed"], undone.data["failed"]) == (200, 28, 0), undone
    assert [row["line"] for row in undone.data["rejected"]] == [2]
    assert again.data == undone.data
    titles = {n: library.owner.get(f"{library.instances}/Book/{n}") for n in (1, 2, 3)}
    assert (titles[1].data["data"]["title"], titles[2].data["data"]["title"]) == ("old", "mine")
    assert titles[3].status == 404


def test_a_delete_is_refused_or_followed(linked: tuple[Library, str]) -> None:
    library, _ = linked
    put = library.owner.put(f"{library.instances}/Port/dock", {"data": {}}, headers=WAIT)
    library.owner.put(f"{library.instances}/Trip/boat", {"data": {"seat": "dock"}}, headers=WAIT)

    taken = library.owner.put(f"{library.instances}/Trip/other", {"data": {"seat": "dock"}}, headers=WAIT)
    refused = library.owner.delete(f"{library.instances}/Port/p00", headers=WAIT)
    ended = library.owner.delete(f"{library.instances}/Port/dock", headers=WAIT)

    assert (put.status, taken.status, refused.status, ended.status) == (201, 422, 409, 200)
    assert taken.json["errors"][0]["code"] == "constraint_violated"
    assert {error["value"]["relationship"] for error in refused.json["errors"]} == {"origin"}
    assert until(lambda: library.owner.get(f"{library.instances}/Trip/boat").status == 404, 30)
    assert until(lambda: library.owner.get(f"{library.instances}?class=Trip&filter=_id:eq:boat").meta["total"] == 0, 30)
