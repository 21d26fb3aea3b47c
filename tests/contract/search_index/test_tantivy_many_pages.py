"""Pages of many documents: the same as the twin's, and each looks closely at a few of what is left."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tantivy import Query as Matching

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.tantivy.asking import narrowing
from spice.adapters.tantivy.asking.narrowing import narrowed
from spice.adapters.tantivy.asking.orders import Order
from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.folders import LIVE, Folders
from spice.adapters.tantivy.opened import OpenedIndexes
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.ports.search_index import Document, SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, by, every_page, search, where

MANY = 11_000
SIGNS = ["", " ", "~", "(", '"', "]", "{", "`", ":", "*", "\u3000", "\u200b", "é", "\ud55c", "\U0010fffe"]


def the_documents() -> list[Document]:
    chance = Random(7)
    made = []
    for n in range(MANY):
        sign = SIGNS[n % len(SIGNS)]
        data: dict[str, Any] = {"code": f"Flight{chance.randrange(4000)}{sign}", "delay": n % 7}
        if n % 5:
            data["tags"] = [f"t {chance.randrange(900)}", f"u{chance.randrange(900)}"][: 1 + n % 2]
        made.append(a_document(f"주문-{chance.randrange(MANY)}{sign}{n}", created=n // 4000, **data))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("many")
    index, documents = TantivySearchIndex(path), the_documents()
    for start in range(0, MANY, 5000):
        index.apply(DATABASE, documents[start : start + 5000])
    yield path
    index.close(DATABASE)


@pytest.fixture(scope="module")
def index(folder: Path) -> SearchIndex:
    return TantivySearchIndex(folder)


@pytest.fixture(scope="module")
def twin() -> SearchIndex:
    made = MemorySearchIndex()
    made.apply(DATABASE, the_documents())
    return made


@pytest.fixture(scope="module")
def view(folder: Path) -> View:
    opened = OpenedIndexes(Folders(folder), LIVE).reader(DATABASE)
    assert opened is not None
    return opened


def first_pages(index: SearchIndex, sort: str) -> list[str]:
    after, seen = None, list[str]()
    for _ in range(3):
        hits = search(index, sort=by(sort), limit=700, after=after).hits
        seen += [hit.id for hit in hits]
        after = hits[-1].sort_values
    return seen


@pytest.mark.parametrize("sort", ["_id", "-_id", "code", "-code", "-tags", "delay", "-_created_at"])
def test_the_first_pages_are_those_of_the_twin(index: SearchIndex, twin: SearchIndex, sort: str) -> None:
    expected = [hit.id for hit in search(twin, sort=by(sort), limit=2100).hits]

    found = first_pages(index, sort)

    assert found == expected


def test_every_document_is_on_one_page(index: SearchIndex) -> None:
    assert every_page(index, 1700, sort=by("_id")) == sorted(document.id for document in the_documents())


def test_pages_of_a_filter_hold_what_it_lets_through(index: SearchIndex) -> None:
    expected = sorted(document.id for document in the_documents() if document.data["delay"] != 3)

    assert every_page(index, 2500, sort=by("_id"), filter=where("delay", "ne", 3)) == expected


@pytest.mark.parametrize("sort", ["_id", "-_id", "code", "-code"])
def test_a_page_looks_closely_at_a_few_documents_of_those_left(view: View, sort: str) -> None:
    order = Order(by(sort, "_version"), scored=False)

    narrow = narrowed(view, Matching.all_query(), order.orderings[0], 200, None)

    assert 200 <= view.count(narrow.query) < 3000


@pytest.mark.parametrize("sort", ["code", "-code"])
@pytest.mark.parametrize("begins", ["\U0010ffff", "Z\U0010ffff\U0010ffff", "\uffff(", "~\n", "\ud7ff "])
def test_pages_end_among_texts_that_begin_with_any_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins: str, sort: str
) -> None:
    monkeypatch.setattr(narrowing, "_MANY", 1)
    index = TantivySearchIndex(tmp_path)
    codes = [f"{begins}{n:03}" for n in range(200)] + ["", "a", "z"]
    index.apply(DATABASE, [a_document(str(n), code=code) for n, code in enumerate(codes)])

    expected = sorted(map(str, range(len(codes))), key=lambda id: codes[int(id)], reverse=sort[0] == "-")

    assert every_page(index, 30, sort=by(sort, "_id")) == expected
