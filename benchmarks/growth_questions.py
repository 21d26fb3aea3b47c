"""What a database is asked at every size."""

import random
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from benchmarks.bench import Bench
from benchmarks.flights import grown, identity
from benchmarks.wire import Http

LONG = (10, 1_000, 100_000)
"""Events of the three histories that are read."""
CARRIERS = ("UA", "AA", "B6", "DL", "EV", "MQ", "US", "9E", "WN", "VX")
FEED_PAGES = 20
Question = tuple[str, str, object]
Questions = Mapping[str, Callable[[random.Random], Question]]


def questions(bench: Bench, size: int) -> Questions:
    """Name the questions, each to be asked with other words every time."""
    path, moment = bench.database(), bench.stand.look("select now()")[0]
    at = quote(moment.isoformat(), safe="")
    pages = _pages(bench.stand.http(), f"{path}/events?limit=100")

    def a_flight(chance: random.Random) -> str:
        return _place(path, chance.randrange(len(LONG), size))

    return {
        "get": lambda chance: ("GET", a_flight(chance), None),
        "get at a time": lambda chance: ("GET", f"{a_flight(chance)}?at={at}", None),
        "search of few": partial(_few, path),
        "search with two facets": partial(_faceted, path),
        "aggregate": partial(_figures, path),
        "suggest": lambda chance: ("GET", f"{path}/instances/suggest?q=N{chance.randrange(10, 999)}", None),
        "feed, a page": lambda chance: ("GET", chance.choice(pages), None),
        **{f"history of {events:,}, a page": _told(path, n) for n, events in enumerate(LONG)},
    }


def _told(path: str, number: int) -> Callable[[random.Random], Question]:
    return lambda _: ("GET", f"{_place(path, number)}/history?limit=50", None)


def _few(path: str, chance: random.Random) -> Question:
    filters = f"filter=carrier:eq:{chance.choice(CARRIERS)}&filter=flight:eq:{chance.randrange(1, 8000)}"
    return "GET", f"{path}/instances?class=Flight&{filters}&limit=20", None


def _faceted(path: str, chance: random.Random) -> Question:
    filters = f"filter=dep_delay:gt:{chance.randrange(-10, 300)}&filter=month:gte:{chance.randrange(1, 13)}"
    return "GET", f"{path}/instances?class=Flight&{filters}&facet=origin&facet=carrier&sort=-dep_delay&limit=20", None


def _figures(path: str, chance: random.Random) -> Question:
    asked = {
        "class": "Flight",
        "filter": {"field": "dep_delay", "op": "gt", "value": chance.randrange(300)},
        "group_by": [{"field": "origin"}],
        "measures": [{"op": "avg", "field": "arr_delay"}],
    }
    return "POST", f"{path}/instances/aggregate", asked


def _place(path: str, number: int) -> str:
    return f"{path}/instances/Flight/{quote(identity(next(grown(number, number + 1))), safe='')}"


def _pages(http: Http, feed: str) -> list[str]:
    """Walk some pages into the feed."""
    pages = [feed]
    while len(pages) < FEED_PAGES and (cursor := http.must("GET", pages[-1])["meta"].get("next_cursor")):
        pages.append(f"{feed}&cursor={quote(cursor, safe='')}")
    return pages
