"""What every search index does with writes: versions, deletes, rebuilds."""

from typing import Any
from uuid import UUID

import pytest

from spice.ports.errors import Permanent
from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, by, ids, search, where


def test_a_write_is_seen_at_once_and_replaces_the_one_before(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", name="old")])
    index.apply(DATABASE, [a_document("a", version=2, name="new")])

    (hit,) = search(index).hits

    assert (hit.version, hit.data) == (2, {"name": "new"})


def test_an_older_version_changes_nothing(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", version=5, name="five")])
    index.apply(DATABASE, [a_document("a", version=4, name="four"), a_document("b", name="b")])

    assert [(hit.id, hit.version) for hit in search(index).hits] == [("a", 5), ("b", 1)]


def test_of_several_versions_in_one_call_the_highest_stays(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", version=version, name=str(version)) for version in (2, 7, 3)])

    assert [hit.version for hit in search(index).hits] == [7]


def test_the_same_call_twice_changes_nothing(index: SearchIndex) -> None:
    documents = [a_document(f"i{n}", name="x") for n in range(10)]
    index.apply(DATABASE, documents)
    index.apply(DATABASE, documents)

    assert search(index).total == 10


def test_a_stale_write_does_not_bring_a_deleted_document_back(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", version=1, name="x"), a_document("b", name="x")])
    index.apply(DATABASE, [a_document("a", version=2, deleted=True)])
    index.apply(DATABASE, [a_document("a", version=1, name="x")])

    assert ids(index) == ["b"]
    assert search(index, q="x").total == 1


def test_a_deleted_document_may_be_created_again(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", version=2, deleted=True)])
    index.apply(DATABASE, [a_document("a", version=3, name="again")])

    assert ids(index) == ["a"]


def test_databases_do_not_see_each_other(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a")])
    index.apply(UUID(int=8), [a_document("b"), a_document("c")])

    assert ids(index) == ["a"]


def test_a_rebuild_shows_when_it_is_finished_and_not_before(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("old"), a_document("gone", version=9, deleted=True)])
    beside = index.begin_rebuild(DATABASE)
    beside.apply(DATABASE, [a_document("new"), a_document("gone", version=1)])

    assert ids(index) == ["old"]
    assert ids(beside) == ["gone", "new"]
    index.finish_rebuild(DATABASE)
    assert ids(index) == ["gone", "new"]
    index.apply(DATABASE, [a_document("later")])
    assert ids(index) == ["gone", "later", "new"]


def test_a_rebuild_may_make_the_first_index(index: SearchIndex) -> None:
    index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("a")])
    index.finish_rebuild(DATABASE)

    assert ids(index) == ["a"]


def test_a_rebuild_begun_again_forgets_the_first_try(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("old")])
    index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("half")])

    index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("new")])
    assert ids(index) == ["old"]
    index.finish_rebuild(DATABASE)

    assert ids(index) == ["new"]


def test_only_a_rebuild_that_was_begun_can_be_finished(index: SearchIndex) -> None:
    with pytest.raises(Permanent):
        index.finish_rebuild(DATABASE)


def test_a_dropped_database_is_empty_and_can_be_written_again(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", version=5)])
    index.drop(DATABASE)
    assert search(index).total == 0

    index.drop(DATABASE)
    index.apply(DATABASE, [a_document("a", version=1)])

    assert ids(index) == ["a"]


def test_the_marker_changes_when_the_content_does_and_only_then(index: SearchIndex) -> None:
    markers = [index.marker(DATABASE)]
    index.apply(DATABASE, [a_document("a", version=2)])
    markers.append(index.marker(DATABASE))
    search(index)
    assert index.marker(DATABASE) == markers[-1]

    index.apply(DATABASE, [a_document("b")])
    markers.append(index.marker(DATABASE))
    index.begin_rebuild(DATABASE)
    index.finish_rebuild(DATABASE)
    markers.append(index.marker(DATABASE))

    assert len(set(markers)) == 4


ODD: list[Any] = [
    "abc",
    "",
    "1e999999999",
    "NaN",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "24:00",
    True,
    10**400,
]
ODD += [
    {"lat": 10**400, "lon": 1},
    {"lat": "1e999", "lon": "2"},
    {"lat": None},
    {},
    [],
    [[1, "a", {"b": 2}]],
    "x" * 5000,
]


def test_a_value_that_fits_no_column_keeps_nobody_from_being_written(index: SearchIndex) -> None:
    odd = [
        a_document(f"{name} {n:02}", name="odd", **{name: value})
        for name in ("code", "delay", "at", "ok", "where", "price")
        for n, value in enumerate(ODD)
    ]
    index.apply(DATABASE, [*odd, a_document("fits", name="even", delay=5)])

    found = search(index, filter=where("delay", "gt", 4), sort=by("delay", "_id"), limit=1000)
    assert search(index).total == len(odd) + 1
    assert [hit.data for hit in search(index, q="odd", limit=1000, sort=by("_id")).hits] == [
        each.data for each in sorted(odd, key=lambda each: each.id)
    ]
    assert "fits" in [hit.id for hit in found.hits]
