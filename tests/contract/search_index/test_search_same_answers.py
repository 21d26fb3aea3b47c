"""The real indexes answer random questions as their twin does."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.ports.search_index import Hit, Query, SearchIndex
from tests.contract.search_index.random_questions import Chance
from tests.contract.search_index.world import DATABASE

SEEDS = range(6)


@pytest.fixture(params=SEEDS)
def chance(request: pytest.FixtureRequest) -> Chance:
    return Chance(request.param)


@pytest.fixture
def pair(chance: Chance, real_index: SearchIndex) -> tuple[SearchIndex, SearchIndex]:
    real, twin = real_index, MemorySearchIndex()
    for _ in range(4):
        batch = [chance.document() for _ in range(25)]
        real.apply(DATABASE, batch)
        twin.apply(DATABASE, batch)
    return real, twin


def test_searches_and_all_their_pages(pair: tuple[SearchIndex, SearchIndex], chance: Chance) -> None:
    for _ in range(40):
        query = chance.query()
        assert pages(pair[0], query) == pages(pair[1], query), query


def test_aggregates(pair: tuple[SearchIndex, SearchIndex], chance: Chance) -> None:
    for _ in range(60):
        asked = chance.aggregation()
        real, twin = (one.aggregate(asked) for one in pair)
        assert real == twin, asked


def test_suggestions(pair: tuple[SearchIndex, SearchIndex], chance: Chance) -> None:
    for typed in (
        "도",
        "도섴",
        "도석",
        "bos",
        "new y",
        "c",
        "c#",
        "ca",
        "국립중",
        "서울 2",
        "東",
        "",
        "!",
        "국립 중",
        "red b",
        "🍕",
        "첫눈",
    ):
        real, twin = (one.suggest(DATABASE, typed, limit=5) for one in pair)
        assert [*map(shown, real)] == [*map(shown, twin)], typed


def pages(index: SearchIndex, query: Query) -> list[Any]:
    seen: list[Any] = []
    after: Sequence[object] | None = None
    while True:
        found = index.search(replace(query, after=after))
        seen.append(
            (found.total, [*map(shown, found.hits)], {name: [*counts] for name, counts in found.facets.items()})
        )
        if len(found.hits) < query.limit:
            return seen
        after = found.hits[-1].sort_values


def shown(hit: Hit) -> object:
    return replace(
        hit, sort_values=(), score=round(hit.score, 6) if hit.score else hit.score, highlight={**hit.highlight}
    )
