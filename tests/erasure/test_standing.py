"""Whether a personal value is there is told exactly: one that was erased is not, whatever the search index holds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.application.ground import unsealing
from spice.wired import Wired
from tests.erasure.world import INSTANCES, MAIL, PEOPLE, VISIT, People, people
from tests.support.api_client import Issuer, Reply
from tests.support.memory_platform import Clock, memory_platform

GRAPH, AGGREGATE = f"{INSTANCES}/graph", f"{INSTANCES}/aggregate"


@pytest.fixture(params=["memory", "tantivy"])
def world(request: pytest.FixtureRequest, now: Clock, issuer: Issuer, tmp_path: Path) -> People:
    """Persons on the twin of the search index, and on a real one."""

    def around(ports: Wired) -> Wired:
        return ports if request.param == "memory" else replace(ports, search=TantivySearchIndex(tmp_path))

    return people(memory_platform(now, issuer, around=around))


@pytest.fixture
def some(world: People) -> People:
    """Kim and Lee have an address; Park has none. Of the visits, two have a remark: one is Kim's, one is Lee's."""
    for name, mail in {"kim": MAIL, "lee": "lee@example.com", "park": None}.items():
        world.put("Person", name, number=name, friend="kim", **({} if mail is None else {"mail": mail}))
    for number, (who, remark) in enumerate([("kim", "loud"), ("lee", "quiet"), ("park", None)]):
        world.put("Visit", f"v{number}", who=who, **({} if remark is None else {"remark": remark}))
    return world


def ids(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.json
    return sorted(row["id"] for row in reply.data)


def listed(world: People, *filters: str, of: str = "Person") -> list[str]:
    return ids(world.client.get(f"{INSTANCES}?class={of}&" + "&".join(f"filter={each}" for each in filters)))


def searched(world: People, **body: Any) -> Reply:
    return world.client.post(f"{INSTANCES}/search", {"class": "Person", **body})


def missing(world: People, **facet: Any) -> Any:
    return searched(world, facets=[{"field": "mail", "missing": True, **facet}]).json["meta"]["facets"]["mail"]


def test_what_is_there_is_told_and_what_is_not(some: People) -> None:
    assert listed(some, "mail:exists:true") == ["kim", "lee"]
    assert listed(some, "mail:exists:false") == ["park"]
    assert listed(some, "remark:exists:true", of="Visit") == ["v0", "v1"]
    assert missing(some) == [{"value": None, "count": 1}]


def test_what_is_erased_is_not_there_from_the_erasure_on(some: People) -> None:
    some.erase("kim")

    assert listed(some, "mail:exists:true") == ["lee"]
    assert listed(some, "mail:exists:false") == ["kim", "park"]
    assert listed(some, "remark:exists:true", of="Visit") == ["v1"]
    assert missing(some) == [{"value": None, "count": 2}]


def test_who_returns_has_what_was_written_since(some: People) -> None:
    some.erase("kim")
    some.readmit("kim")
    before = listed(some, "mail:exists:true")

    some.patch("Person", "kim", mail="new@example.com")

    assert (before, listed(some, "mail:exists:true")) == (["lee"], ["kim", "lee"])
    assert listed(some, "remark:exists:true", of="Visit") == ["v1"]


def test_erased_again_it_is_gone_again(some: People) -> None:
    some.erase("kim")
    some.readmit("kim")
    some.patch("Person", "kim", mail="new@example.com")

    some.erase("kim")

    assert listed(some, "mail:exists:true") == ["lee"]


def test_it_is_one_condition_among_others(some: People) -> None:
    some.erase("kim")
    there, lacking = ({"field": "mail", "op": "exists", "value": each} for each in (True, False))

    assert listed(some, "mail:exists:false", "_id:ne:park") == ["kim"]
    assert ids(searched(some, filter={"or": [there, {"field": "number", "value": "kim"}]})) == ["kim", "lee"]
    assert ids(searched(some, filter={"not": lacking})) == ["lee"]
    assert ids(searched(some, filter={"and": [{"not": {"and": [there]}}]})) == ["kim", "park"]


def test_pages_go_on_though_somebody_is_erased_between_them(some: People) -> None:
    asked = f"{INSTANCES}?class=Person&filter=mail:exists:true&sort=_id&limit=1"
    first = some.client.get(asked)

    some.erase("lee")

    second = some.client.get(f"{asked}&cursor={first.json['meta']['next_cursor']}")
    assert ids(first) == ["kim"]
    assert ids(second) == []


def test_figures_exports_and_graphs_ask_the_same(some: People) -> None:
    there = {"field": "mail", "op": "exists", "value": True}

    def doors() -> tuple[Any, list[str], list[str]]:
        counted = some.client.post(AGGREGATE, {"class": "Person", "filter": there}).data
        exported = some.client.get(f"{INSTANCES}/export?class=Person&format=csv&filter=mail:exists:true").body.decode()
        asked = {"start": {"class": "Person", "filter": there}, "hops": [{"relationship": "friend", "direction": "in"}]}
        graph = some.client.post(GRAPH, asked).data
        nodes = sorted(node["id"] for node in graph["nodes"])
        return counted, [line.split(",")[0] for line in exported.splitlines()[1:]], nodes

    before = doors()
    some.erase("kim")
    some.erase("lee")

    assert before == ([{"count": 2}], ["kim", "lee"], ["kim", "lee", "park"])
    assert doors() == ([{"count": 0}], [], [])


def test_nothing_else_is_asked_of_personal_values(some: People) -> None:
    facets = [{"field": "mail"}, {"field": "mail", "missing": True, "size": 5}, {"field": "mail", "prefix": "k"}]
    refused = [searched(some, facets=[each]) for each in facets]
    refused += [some.client.get(f"{INSTANCES}?class=Person&{each}") for each in ("sort=mail", "filter=mail:ne:x")]
    refused.append(searched(some, filter={"field": "home.city", "op": "exists", "value": True}))
    refused.append(some.client.post(AGGREGATE, {"measures": [{"op": "count", "field": "mail"}]}))

    assert [(each.status, each.codes) for each in refused] == [(422, ["not_supported"])] * 7


def test_a_name_that_is_personal_in_one_class_alone_is_looked_for_in_both(some: People) -> None:
    open_one = {"name": "Office", "properties": [{"name": "mail", "type": "xsd:string"}]}
    some.client.post(f"{PEOPLE}/ontology", open_one)
    some.platform.settle()
    some.put("Office", "front", mail="front@example.com")
    some.put("Office", "back")
    some.erase("kim")

    def both(of: str) -> list[str]:
        return ids(some.client.get(f"{INSTANCES}?filter={of}&filter=_class:in:Person,Office"))

    assert both("mail:exists:true") == ["front", "lee"]
    assert both("mail:exists:false") == ["back", "kim", "park"]
    assert both("mail:prefix:front") == ["front"]


def test_of_more_who_were_erased_than_a_question_holds_it_is_refused(
    some: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsealing, "ERASED_KEYS", 2)
    some.erase("kim")
    some.erase("lee")
    once = some.client.get(f"{INSTANCES}?class=Person&filter=mail:exists:true")
    twice = some.client.get(f"{INSTANCES}?class=Person&filter=mail:exists:true&filter=phone:exists:false")

    assert ids(once) == []
    assert (twice.status, twice.codes) == (422, ["constraint_violated"])


def test_a_personal_property_that_is_brought_back_is_found_again(some: People) -> None:
    """The documents that were written meanwhile know nothing of it."""
    head = some.client.get(f"{PEOPLE}/branches/main").data["head"]
    dropped = {**VISIT, "properties": [each for each in VISIT["properties"] if each["name"] != "remark"]}
    some.client.put(f"{PEOPLE}/ontology/Visit", dropped)
    some.platform.settle()
    some.patch("Visit", "v1", place="hall")

    some.client.post(f"{PEOPLE}/branches/main/rollback", {"to": head, "message": "back"})
    some.platform.settle()
    some.platform.settle()

    assert listed(some, "remark:exists:true", of="Visit") == ["v0", "v1"]
