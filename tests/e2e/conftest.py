"""One platform for all tests of this folder; a database of its own for each that asks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.support.stand.client import WAIT, Answer, Client
from tests.support.stand.stand import Stand

_numbers = count(1)
_stands: list[Stand] = []
BOOK: dict[str, Any] = {
    "name": "Book",
    "label": {"en": "Book", "ko": "책"},
    "key": ["isbn"],
    "properties": [
        {"name": "isbn", "type": "xsd:string", "required": True},
        {"name": "title", "type": "xsd:string", "label": {"ko": "제목"}},
        {"name": "pages", "type": "xsd:integer", "constraints": {"minimum": 1}},
        {"name": "price", "type": "xsd:decimal"},
        {"name": "published", "type": "xsd:dateTime"},
        {"name": "language", "type": "xsd:string"},
        {"name": "tags", "type": "ARRAY", "items": {"type": "xsd:string"}, "constraints": {"max_items": 3}},
        {"name": "more", "type": "OBJECT"},
        {"name": "shelf", "type": "OBJECT", "properties": [{"name": "row", "type": "xsd:string"}]},
        {"name": "place", "type": "COORDINATE"},
    ],
    "relationships": [{"name": "author", "target": "Author", "cardinality": "many_to_one", "on_delete": "refuse"}],
}
AUTHOR: dict[str, Any] = {
    "name": "Author",
    "label": {"en": "Author", "ko": "저자"},
    "properties": [{"name": "name", "type": "xsd:string", "required": True}],
}

ROWS: list[dict[str, Any]] = [
    {
        "isbn": "1",
        "title": "서울 시립 도서관 안내",
        "pages": 120,
        "price": 10.5,
        "language": "ko",
        "tags": ["안내", "서울"],
    },
    {
        "isbn": "2",
        "title": "부산의 도서관",
        "pages": 80,
        "price": 9,
        "language": "ko",
        "place": {"lat": 35.18, "lon": 129.07},
    },
    {"isbn": "3", "title": "The Quick Brown Fox", "pages": 300, "price": 30, "language": "en", "tags": ["fox"]},
    {"isbn": "4", "title": "Foxes & C# developers <b>", "pages": 45, "language": "en"},
    {"isbn": "5", "pages": 45, "published": "2013-05-01T12:30:00Z", "shelf": {"row": "A1"}},
    {
        "isbn": "6",
        "title": "서울역",
        "pages": 200,
        "price": 12.25,
        "language": "ko",
        "place": {"lat": 37.55, "lon": 126.97},
    },
]


@dataclass(frozen=True, slots=True)
class Library:
    """A database of books and authors, and its owner."""

    name: str
    owner: Client

    @property
    def path(self) -> str:
        """Its place."""
        return f"/database/{self.name}"

    @property
    def instances(self) -> str:
        """The place of its instances."""
        return f"{self.path}/instances"

    def book(self, isbn: str, **data: Any) -> Answer:
        """Create a book and wait for the outcome."""
        made = self.owner.post(self.instances, {"class": "Book", "data": {"isbn": isbn, **data}}, headers=WAIT)
        assert made.status == 201, made
        return made

    def books(self, rows: Sequence[dict[str, Any]]) -> str:
        """Create many books and wait until they are found; answers the batch."""
        body = {"class": "Book", "instances": [{"data": row} for row in rows]}
        made = self.owner.post(f"{self.instances}/bulk", body)
        assert made.status == 202, made
        batch = str(made.data["batch_id"])
        seen = self.owner.get(f"{self.instances}?class=Book&limit=1&after={batch}", headers=WAIT)
        assert seen.status == 200, seen
        return batch


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform that runs as long as the tests of this folder."""
    stand = Stand(tmp_path_factory.mktemp("platform"))
    _stands.append(stand)
    try:
        stand.up()
        yield stand
    finally:
        stand.close()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End it with the last of them: idle, it would take its share from all that follow."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        for stand in _stands:
            stand.close()


@pytest.fixture(scope="session")
def admin(stand: Stand) -> Client:
    """An administrator."""
    return stand.admin()


@pytest.fixture(scope="session")
def make_library(admin: Client) -> Callable[[], Library]:
    """Makes databases of books and authors."""

    def make() -> Library:
        library = Library(f"library{next(_numbers)}", admin)
        made = [admin.post("/database", {"name": library.name}, headers=WAIT)]
        made += [admin.post(f"{library.path}/ontology", each, headers=WAIT) for each in (AUTHOR, BOOK)]
        assert [each.status for each in made] == [201, 201, 201], made
        return library

    return make


@pytest.fixture
def library(make_library: Callable[[], Library]) -> Library:
    """A database of the test's own."""
    return make_library()


@pytest.fixture(scope="session")
def shelf(make_library: Callable[[], Library]) -> Library:
    """A database that tests may add to, and must not count in."""
    return make_library()


@pytest.fixture(scope="session")
def books(make_library: Callable[[], Library]) -> Library:
    """A library that is only read."""
    library = make_library()
    library.books(ROWS)
    return library
