"""What OpenSearch does beyond the behaviour of every search index: many objects, bad items, blocks, many fields."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import Queue
from threading import Event
from typing import Any

import msgspec
import pytest

from spice.adapters.opensearch.connection import Answer, OpenSearchConnection
from spice.adapters.opensearch.search_index import OpenSearchIndex
from spice.ports.errors import Permanent, Transient
from spice.ports.search_facets import Facet
from spice.ports.search_index import Document, Query, SortKey
from tests.contract.search_index.world import DATABASE, a_document, asked, by, every_page, ids, search, where

pytestmark = pytest.mark.servers


@pytest.fixture
def index(cluster: OpenSearchConnection) -> OpenSearchIndex:
    return OpenSearchIndex(cluster)


def concretes(cluster: OpenSearchConnection) -> list[str]:
    """List the concrete indexes of the database."""
    return sorted(cluster.request("GET", f"/{cluster.prefix}instances-{DATABASE}-*/_alias"))


def with_fields(names: Sequence[str], id: str = "a") -> Document:
    """Make a document with a number in each of some fields."""
    return msgspec.structs.replace(
        a_document(id), data={name: n for n, name in enumerate(names)}, fields=dict.fromkeys(names, "number")
    )


def test_a_deleted_document_stays_deleted_when_the_server_has_forgotten_deletes(
    index: OpenSearchIndex, cluster: OpenSearchConnection
) -> None:
    index.apply(DATABASE, [a_document("a", version=1, name="x"), a_document("b")])
    (concrete,) = concretes(cluster)
    cluster.request("PUT", f"/{concrete}/_settings", {"index.gc_deletes": "0ms"})
    index.apply(DATABASE, [a_document("a", version=2, deleted=True)])
    cluster.request("POST", f"/{concrete}/_forcemerge?max_num_segments=1")

    index.apply(DATABASE, [a_document("a", version=1, name="x")])

    assert ids(index) == ["b"]


def test_everybody_follows_a_rebuild_and_a_drop(cluster: OpenSearchConnection) -> None:
    writer, reader = OpenSearchIndex(cluster), OpenSearchIndex(cluster)
    writer.apply(DATABASE, [a_document("old")])
    assert ids(reader) == ["old"]

    writer.begin_rebuild(DATABASE).apply(DATABASE, [a_document("new")])
    OpenSearchIndex(cluster).finish_rebuild(DATABASE)
    assert ids(reader) == ["new"]
    assert reader.marker(DATABASE) == writer.marker(DATABASE)

    reader.drop(DATABASE)
    assert ids(writer) == []
    writer.apply(DATABASE, [a_document("again")])
    assert ids(reader) == ["again"]


def test_a_rebuild_that_died_leaves_the_live_index_and_is_cleaned_up(cluster: OpenSearchConnection) -> None:
    dead = OpenSearchIndex(cluster)
    dead.apply(DATABASE, [a_document("live")])
    dead.begin_rebuild(DATABASE).apply(DATABASE, [a_document("half")])

    index = OpenSearchIndex(cluster)
    assert ids(index) == ["live"]
    index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("new")])
    index.finish_rebuild(DATABASE)

    assert ids(index) == ["new"]
    assert len(concretes(cluster)) == 1


def test_writes_go_on_through_a_rebuild_and_what_races_the_switch_is_in_the_new_index(
    cluster: OpenSearchConnection,
) -> None:
    index, over, written = OpenSearchIndex(cluster), Event(), Queue[int]()
    index.apply(DATABASE, [a_document("seed")])

    def write() -> None:
        writer, version = OpenSearchIndex(cluster), 0
        while not over.is_set():
            version += 1
            writer.apply(DATABASE, [a_document("busy", version=version), a_document(f"n{version}")])
            written.put(version)

    with ThreadPoolExecutor(1) as thread:
        busy = thread.submit(write)
        for _ in range(3):
            index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("seed")])
            index.finish_rebuild(DATABASE)
            # The first write that ends from here on began before the switch, or right behind it.
            last = written.queue[-1] if written.queue else 0
            while (racing := written.get(timeout=30)) <= last:
                pass
            assert f"n{racing}" in ids(index, limit=10_000)
        over.set()
        busy.result()

    assert {"seed", "busy"} <= set(ids(index, limit=10_000))


def test_a_poison_document_is_permanent_and_does_not_keep_others_out(index: OpenSearchIndex) -> None:
    poison = msgspec.structs.replace(a_document("poison"), data={"x" * 40_000: "y"}, fields={"x" * 40_000: "keyword"})

    with pytest.raises(Permanent, match=r"document .*immense term"):
        index.apply(DATABASE, [a_document("a"), poison, a_document("b")])

    assert ids(index) == ["a", "b"]


def test_an_index_gone_read_only_is_named_to_the_writer_and_by_the_probe(
    index: OpenSearchIndex, cluster: OpenSearchConnection
) -> None:
    index.apply(DATABASE, [a_document("a")])
    (concrete,) = concretes(cluster)
    cluster.ping()
    cluster.request("PUT", f"/{concrete}/_settings", {"index.blocks.read_only_allow_delete": True})

    with pytest.raises(Transient, match=r"read-only: the disk of its node is full"):
        index.apply(DATABASE, [a_document("b")])
    with pytest.raises(Transient, match=rf"{concrete} is blocked.* the disk of its node is full"):
        cluster.ping()
    assert ids(index) == ["a"]

    cluster.request("PUT", f"/{concrete}/_settings", {"index.blocks.read_only_allow_delete": None})
    index.apply(DATABASE, [a_document("b")])
    assert ids(index) == ["a", "b"]


def test_ten_thousand_properties_make_no_mapping_grow(index: OpenSearchIndex, cluster: OpenSearchConnection) -> None:
    names = [f"p{n:05d}" for n in range(10_000)]
    index.apply(DATABASE, [with_fields(names[:10])])
    (concrete,) = concretes(cluster)
    before = cluster.request("GET", f"/{concrete}/_mapping")

    index.apply(DATABASE, [with_fields(names, "wide"), with_fields(names[-5:], "narrow")])

    assert cluster.request("GET", f"/{concrete}/_mapping") == before
    last = SortKey(field=names[-1], kind="number", descending=True)
    found = index.search(Query(database=DATABASE, sort=[last], facets=[Facet(field=names[-1], kind="number")]))
    assert [hit.id for hit in found.hits] == ["wide", "narrow", "a"]
    assert found.facets == {names[-1]: [(4, 1), (9999, 1)]}
    only = replace(where("delay", "gt", 9000), field=names[-1])
    assert ids(index, only) == ["wide"]


def test_more_than_ten_thousand_documents_can_be_paged(index: OpenSearchIndex) -> None:
    index.apply(DATABASE, [a_document(f"i{n:05d}", delay=n % 7) for n in range(10_500)])

    seen = every_page(index, 3_500, sort=by("-delay"))

    assert len(seen) == len(set(seen)) == 10_500
    assert search(index, limit=1).total == 10_500


def test_writers_that_bring_new_fields_at_once_agree_on_their_columns(cluster: OpenSearchConnection) -> None:
    OpenSearchIndex(cluster).apply(DATABASE, [a_document("first")])
    documents = [with_fields([f"p{n}", f"q{n}"], f"i{n}") for n in range(8)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda document: OpenSearchIndex(cluster).apply(DATABASE, [document]), documents))

    index = OpenSearchIndex(cluster)
    for n in range(8):
        first = index.search(Query(database=DATABASE, sort=[SortKey(field=f"q{n}", kind="number")])).hits[0]
        assert first.id == f"i{n}"


def test_two_that_write_a_database_first_make_one_index(cluster: OpenSearchConnection) -> None:
    OpenSearchIndex(cluster).prepare()
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: OpenSearchIndex(cluster).apply(DATABASE, [a_document(f"i{n}")]), range(6)))

    assert len(concretes(cluster)) == 1
    assert ids(OpenSearchIndex(cluster)) == [f"i{n}" for n in range(6)]


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("고객이 주문을 취소했습니다", "취소하다"),
        ("東京都に住んでいました", "住む"),
        ("he was running away quickly", "the runs"),
    ],
)
def test_where_nothing_is_found_the_languages_own_analyzers_are_asked(
    index: OpenSearchIndex, text: str, q: str
) -> None:
    index.apply(DATABASE, [a_document("a", name=text), a_document("b", name="something else")])

    assert asked(index, q) == ["a"]


class WithoutPlugins(OpenSearchConnection):
    """A cluster that lists no plugins."""

    def request(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Ask."""
        return {"items": []} if path.startswith("/_cat/plugins") else super().request(method, path, body, **more)


def test_without_a_plugin_pairs_of_characters_do_and_it_is_said(
    cluster: OpenSearchConnection, opensearch_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    bare = WithoutPlugins(opensearch_url, prefix=cluster.prefix)
    index = OpenSearchIndex(bare)
    with caplog.at_level(logging.WARNING):
        index.apply(DATABASE, [a_document("a", name="국립중앙도서관에서 만나요")])

    assert asked(index, "도서관") == ["a"]
    assert {vars(record)["plugin"] for record in caplog.records if record.message == "analysis plugin missing"} == {
        "analysis-nori",
        "analysis-kuromoji",
        "analysis-smartcn",
    }
    (concrete,) = concretes(cluster)
    kept = cluster.request("GET", f"/{concrete}/_mapping")[concrete]["mappings"]["_meta"]
    assert kept["analyzers"] == {"en": "english", "ko": "cjk", "ja": "cjk", "zh": "cjk"}
    bare.close()


def test_preparing_twice_changes_nothing_and_keeps_the_metadata(cluster: OpenSearchConnection) -> None:
    index = OpenSearchIndex(cluster)
    index.apply(DATABASE, [a_document("a", delay=1)])
    index.prepare()
    OpenSearchIndex(cluster).prepare()

    assert ids(OpenSearchIndex(cluster), sort=by("delay")) == ["a"]


def test_a_cluster_that_is_not_there_is_transient() -> None:
    gone = OpenSearchConnection("http://127.0.0.1:9")

    for act in (gone.ping, lambda: search(OpenSearchIndex(gone)), lambda: OpenSearchIndex(gone).marker(DATABASE)):
        with pytest.raises(Transient, match="search: GET"):
            act()
    gone.close()
