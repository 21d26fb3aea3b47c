"""Roots and proofs of RFC 6962, compared with a second implementation, both ways."""

from pathlib import Path

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import PlainEd25519Signer, Vkey
from tlog_scales.tlog import ConsistencyProof, InclusionProof
from tlog_scales.writer import TilesWriter

from spice.domain.transparency.merkle import (
    EMPTY,
    NotProven,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_over,
    tree_root,
)
from spice.domain.transparency.note import open_checkpoint
from spice.domain.transparency.tiles import TileTree, bundle_name, read_bundle, tile_name, width_of
from tests.transparency.keys import KEY, ORIGIN, PRIVATE, check, checkpoint_of, grown

SIZES = (1, 2, 3, 5, 7, 8, 33, 255, 256, 257, 511, 513, 700)
ENTRIES = [b"entry %d" % number for number in range(700)]
VECTOR = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57", b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
"""Those of Certificate Transparency's own tests, whose root is known."""


def test_the_root_of_a_known_tree() -> None:
    assert root_over([]) == EMPTY
    assert root_over(VECTOR[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert root_over(VECTOR).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_leaf_is_never_taken_for_a_node() -> None:
    two = root_over([b"a", b"b"])

    assert root_over([leaf_hash(b"a") + leaf_hash(b"b")]) != two


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_that_grew_entry_by_entry_has_the_root_of_all(size: int) -> None:
    edge, objects = grown(ENTRIES[:size])
    tree = TileTree(objects.get, size)

    assert edge.root() == root_over(ENTRIES[:size]) == tree_root(size, tree.subtree) == tree.edge().root()


def test_a_tree_goes_on_from_its_tiles() -> None:
    for old in SIZES:
        _, objects = grown(ENTRIES[:old])
        edge = TileTree(objects.get, old).edge()

        for entry in ENTRIES[old:]:
            list(edge.append(entry))

        assert edge.root() == root_over(ENTRIES)


def test_tiles_are_those_of_a_second_implementation(tmp_path: Path) -> None:
    for size in SIZES:
        written = TilesWriter.create(tmp_path / str(size), ORIGIN)
        for entry in ENTRIES[:size]:
            written.add_leaf(entry)
        written.commit([PlainEd25519Signer(ORIGIN, PRIVATE)])
        edge, objects = grown(ENTRIES[:size])

        kept = {
            str(file.relative_to(written.root)): file.read_bytes() for file in written.root.rglob("*") if file.is_file()
        }
        theirs = kept.pop("checkpoint").decode()

        assert kept == objects
        assert theirs == checkpoint_of(edge)
        assert open_checkpoint(theirs, KEY, check).root == edge.root()


def test_a_second_implementation_believes_our_proofs() -> None:
    tree = TileTree(grown(ENTRIES)[1].get, len(ENTRIES))
    for size in SIZES:
        root = tree_root(size, tree.subtree)
        for index in {0, size // 3, size - 1}:
            path = inclusion_path(index, size, tree.subtree)
            InclusionProof(index, size, path).check(leaf_hash(ENTRIES[index]), root)
        for old in (each for each in SIZES if each < size):
            path = consistency_path(old, size, tree.subtree)
            ConsistencyProof(old, size, path).check(tree_root(old, tree.subtree), root)


def test_we_believe_proofs_of_a_second_implementation(tmp_path: Path) -> None:
    written = TilesWriter.create(tmp_path / "log", ORIGIN)
    for entry in ENTRIES:
        written.add_leaf(entry)
    signer = PlainEd25519Signer(ORIGIN, PRIVATE)
    written.commit([signer])
    reader = TilesReader(LocalBackend(written.root))
    theirs = reader.get_checkpoint()
    theirs.verify(Vkey.from_string(str(KEY)))

    for index in (0, 255, 256, 699):
        found = reader.get_inclusion_proof(index, 700)
        check_inclusion(leaf_hash(ENTRIES[index]), index, 700, found.node_hashes, theirs.root_hash)
    for old in SIZES[:-1]:
        proof = reader.get_consistency_proof(old, 700)
        check_consistency(old, root_over(ENTRIES[:old]), 700, theirs.root_hash, proof.node_hashes)


def test_a_proof_of_anything_else_is_refused() -> None:
    tree = TileTree(grown(ENTRIES)[1].get, 700)
    root, leaf = tree_root(700, tree.subtree), leaf_hash(ENTRIES[300])
    path = inclusion_path(300, 700, tree.subtree)

    for wrong in (path[:-1], path[1:], [*path, path[0]], [path[1], path[0], *path[2:]], []):
        with pytest.raises(NotProven):
            check_inclusion(leaf, 300, 700, wrong, root)
    for index, size in ((301, 700), (700, 700), (-1, 700), (300, 300), (300, 1200)):
        with pytest.raises(NotProven):
            check_inclusion(leaf, index, size, path, root)
    with pytest.raises(NotProven, match="another root"):
        check_inclusion(leaf_hash(b"other"), 300, 700, path, root)


@pytest.mark.parametrize("old", [1, 3, 8, 255, 256, 513])
def test_a_consistency_path_with_a_tail_left_out_is_refused(old: int) -> None:
    tree = TileTree(grown(ENTRIES)[1].get, 700)
    path = consistency_path(old, 700, tree.subtree)
    roots = tree_root(old, tree.subtree), tree_root(700, tree.subtree)
    check_consistency(old, roots[0], 700, roots[1], path)

    for wrong in (*(path[:cut] for cut in range(len(path))), [*path, path[-1]], path[1:]):
        with pytest.raises(NotProven):
            check_consistency(old, roots[0], 700, roots[1], wrong)
    with pytest.raises(NotProven):
        check_consistency(old, root_over(ENTRIES[1 : old + 1]), 700, roots[1], path)


def test_a_tree_does_not_go_on_from_a_larger_one_nor_have_two_roots() -> None:
    with pytest.raises(NotProven, match="does not go on"):
        check_consistency(8, EMPTY, 7, EMPTY, [])
    with pytest.raises(NotProven, match="different roots"):
        check_consistency(7, root_over(ENTRIES[:7]), 7, root_over(ENTRIES[1:8]), [])
    with pytest.raises(NotProven, match="nothing is to be proven"):
        check_consistency(7, root_over(ENTRIES[:7]), 7, root_over(ENTRIES[:7]), [EMPTY])
    with pytest.raises(NotProven, match="different roots"):
        check_consistency(0, root_over(ENTRIES[:1]), 7, root_over(ENTRIES[:7]), [])


def test_tiles_are_named_as_the_specification_says() -> None:
    assert tile_name(0, 1234067) == "tile/0/x001/x234/067"
    assert bundle_name(5, 17) == "tile/entries/005.p/17"
    assert [width_of(0, 273, 70_000), width_of(1, 1, 70_000), width_of(2, 0, 70_000)] == [112, 17, 1]
    assert [width_of(0, 0, 256), width_of(0, 1, 256), width_of(1, 0, 256)] == [256, 0, 1]


def test_a_bundle_that_is_not_whole_is_refused() -> None:
    for body in (b"\x00", b"\x00\x05abc", b"\x00\x01ab"):
        with pytest.raises(NotProven, match=r"tile/entries/000\.p/1"):
            read_bundle(body, 1, "tile/entries/000.p/1")


def test_a_tree_names_what_is_not_its_own() -> None:
    _, objects = grown(ENTRIES)
    objects["tile/entries/002.p/188"] = objects["tile/entries/002.p/188"].replace(b"entry 600", b"entry 9zz")
    del objects["tile/entries/001"]
    tree = TileTree(objects.get, 700)

    assert tree.entries(0) == ENTRIES[:256]
    with pytest.raises(NotProven, match="tile/entries/001 is gone"):
        tree.entries(1)
    with pytest.raises(NotProven, match="entry 600 of"):
        tree.entries(2)
