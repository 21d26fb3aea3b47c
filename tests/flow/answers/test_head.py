"""HEAD tells what GET would, on every route that has a GET."""

from collections.abc import Mapping

import pytest

from functions.api.query_routes import add
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.route import PARAMETER, Route
from tests.flow.conftest import AIR, Air
from tests.support.api_client import Reply

# The id of a request and what is left of an allowance are other ones each time.
OWN = ("X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset", "Content-Length")


def urls(air: Air) -> dict[str, Route]:
    """Every route that has a GET, by a URL of a thing that is there."""
    command = air.put("Flight", "1", number=1, note="fog " * 2000).data["command_id"]
    here = {
        "db": "air",
        "class": "Flight",
        "batch_id": air.bulk("Flight", [{"number": 2}]).data["batch_id"],
        "commit": air.client.get("/database/air/commits").data[0]["commit"],
        "branch": "main",
        "number": opened(air),
        "event_id": command,
        "plan_id": air.client.post("/database/air/merges/preview", {"source": "main"}).data["plan_id"],
    }
    api = Api(air.platform.ports)
    add(api, air.platform.ports, list)
    found = {}
    for route in api.routes:
        if route.method == "GET":
            names = here | {"id": command if route.path.startswith("/commands") else "1"}
            path = PARAMETER.sub("{}", route.path).format(*(names[name] for name in PARAMETER.findall(route.path)))
            asked = [f"{each.name}={'main' if each.name == 'from' else 'fog'}" for each in route.query if each.required]
            # Up to now would be another time for each of the two.
            asked += ["to=2100-01-01"] if path.endswith("/changes") else []
            found[path + "?" + "&".join(asked)] = route
    return found


def opened(air: Air) -> int:
    """Open a pull request, and give its number."""
    air.write("POST", "/database/air/branches", {"name": "wip"})
    air.write("POST", "/database/air/pull-requests", {"source": "wip", "target": "main", "title": "one"})
    found: int = air.client.get("/database/air/pull-requests").data[0]["number"]
    return found


def lasting(reply: Reply) -> Mapping[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in OWN}


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_every_get_has_a_head_with_its_headers(air: Air, accepted: str) -> None:
    asked = {"accept-encoding": accepted}
    done, different = 0, []
    for url in urls(air):
        get, head = (air.client.call(method, url, headers=asked) for method in ("GET", "HEAD"))
        done += get.status == 200
        told = (head.status, lasting(head), head.headers["Content-Length"], head.body)
        different += [] if told == (get.status, lasting(get), str(len(get.body)), b"") else [url]

    assert done > 20
    assert different == []


def test_a_head_of_what_the_client_has_is_not_modified(air: Air) -> None:
    air.put("Flight", "1", number=1)
    etag = air.client.get(f"{AIR}/Flight/1").headers["ETag"]

    head = air.client.call("HEAD", f"{AIR}/Flight/1", headers={"if-none-match": etag})

    assert (head.status, head.body, head.headers["ETag"]) == (304, b"", etag)


def test_what_the_client_has_is_not_sent_again_where_its_tag_stands_for_all_of_it(air: Air) -> None:
    told = {}
    for url, route in urls(air).items():
        found = air.client.get(url)
        if found.status != 200:
            continue
        tag = found.headers.get("ETag")
        told[url] = air.client.get(url, headers={"if-none-match": tag}).status if tag else None
        assert told[url] == (304 if route.revalidates else 200 if route.tagged else None), url

    assert [*told.values()].count(304) == 5


def test_a_database_of_another_name_is_described_anew(air: Air) -> None:
    tag = air.client.get("/database/air/openapi.json").headers["ETag"]

    air.write("PATCH", "/database/air", {"description": {"en": "planes"}})

    assert air.client.get("/database/air/openapi.json", headers={"if-none-match": tag}).status == 200
