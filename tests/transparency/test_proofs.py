"""Proofs as files: an event is shown without the others of its segment."""

from dataclasses import replace

import pytest

from spice.domain.transparency.leaves import Leaf, read_leaf
from spice.domain.transparency.merkle import NotProven, inclusion_path, path_in, root_over
from spice.domain.transparency.note import VerifierKey
from spice.domain.transparency.proof import EventProof, TlogProof, check_event, read_event_proof, read_proof
from spice.domain.transparency.tiles import TileTree
from tests.transparency.keys import KEY, ORIGIN, check, checkpoint_of, grown

EVENTS = [b'{"type":"InstanceCreated","version":%d}' % number for number in range(2000)]
LEAF = Leaf(
    generation=1, shard="instance-0003", sequence=42, sha256="ab" * 32, events=2000, events_root=root_over(EVENTS).hex()
)
LEAVES = [replace(LEAF, sequence=number + 1).line() for number in range(1000)]
EDGE, OBJECTS = grown(LEAVES)


def a_proof(number: int = 1234) -> TlogProof:
    tree = TileTree(OBJECTS.get, 1000)
    event = EventProof(leaf=LEAF, number=number, path=path_in(EVENTS, number))
    return TlogProof(
        index=41, path=inclusion_path(41, 1000, tree.subtree), checkpoint=checkpoint_of(EDGE), extra=bytes(event)
    )


def test_a_proof_shows_one_event_and_is_small() -> None:
    text = str(a_proof())

    shown = check_event(text, EVENTS[1234], KEY, check)

    assert (shown.leaf, shown.number, shown.checkpoint.size) == (LEAF, 1234, 1000)
    assert len(text) < 4096


def test_a_proof_is_read_as_it_was_written() -> None:
    proof = a_proof()

    assert read_proof(str(proof)) == proof
    assert bytes(read_event_proof(proof.extra or b"")) == proof.extra
    assert read_proof(str(replace(proof, extra=None, path=[]))) == replace(proof, extra=None, path=[])


def test_another_event_is_not_shown() -> None:
    text = str(a_proof())

    for line in (EVENTS[1235], EVENTS[1234] + b" ", b"", EVENTS[1234].replace(b"1234", b"1233")):
        with pytest.raises(NotProven):
            check_event(text, line, KEY, check)


def test_nothing_of_a_proof_can_be_changed() -> None:
    proof = a_proof()
    event = read_event_proof(proof.extra or b"")
    wrong = [
        replace(proof, index=42),
        replace(proof, path=proof.path[:-1]),
        replace(proof, extra=None),
        replace(proof, extra=b"\xff"),
        replace(proof, extra=b"1 2"),
        replace(proof, checkpoint=proof.checkpoint.replace("\n1000\n", "\n1001\n")),
        replace(proof, extra=bytes(replace(event, number=1235))),
        replace(proof, extra=bytes(replace(event, path=event.path[1:]))),
        replace(proof, extra=bytes(replace(event, leaf=replace(LEAF, sequence=43)))),
        replace(proof, extra=bytes(replace(event, leaf=replace(LEAF, events=2001)))),
    ]

    for each in wrong:
        with pytest.raises(NotProven):
            check_event(str(each), EVENTS[1234], KEY, check)


def test_a_key_of_the_same_name_does_not_do() -> None:
    with pytest.raises(NotProven, match="is not signed by"):
        check_event(str(a_proof()), EVENTS[1234], VerifierKey(name=ORIGIN, public=bytes(32)), check)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("\nindex 41\n", "\nindex 041\n"),
        ("\nindex 41\n", "\n"),
        ("\nindex 41\n", "\nindex 41\nAAAA\n"),
        ("\n\n", "\n"),
        ("\n", "\r\n"),
        ("extra ", "Extra "),
    ],
)
def test_a_file_that_is_no_proof_is_refused(old: str, new: str) -> None:
    with pytest.raises(NotProven):
        check_event(str(a_proof()).replace(old, new), EVENTS[1234], KEY, check)


def test_a_path_longer_than_any_tree_is_not_read() -> None:
    with pytest.raises(NotProven, match="at most 64"):
        read_proof(str(replace(a_proof(), path=[bytes(32)] * 65)))


@pytest.mark.parametrize(
    "line",
    [
        LEAF.line() + b" ",
        LEAF.line().replace(b"1 inst", b"01 inst"),
        LEAF.line().replace(b" 42 ", b" 042 "),
        LEAF.line().replace(b" 42 ", b" 0 "),
        LEAF.line().replace(b"abab", b"ABAB"),
        LEAF.line().replace(b"0003", b"003"),
        LEAF.line().replace(b"instance", b"other"),
        LEAF.line() + b"\n",
        b"",
    ],
)
def test_an_entry_is_written_in_one_way(line: bytes) -> None:
    assert read_leaf(LEAF.line()) == LEAF
    with pytest.raises(NotProven):
        read_leaf(line)
