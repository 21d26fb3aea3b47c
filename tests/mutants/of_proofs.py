"""Defects of proofs."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T = "tests/transparency"

MUTANTS = (
    Mutant(
        "while the store is away nothing waits for a checkpoint",
        f"{_S}/application/upkeep/sealing/keep_sealed.py",
        "Sealing(waits_seconds=self.last.waits_seconds + longer)",
        "Sealing()",
        "tests/flow/test_sealing_tick.py::test_while_the_store_is_away_what_waited_waits_for_longer",
    ),
    Mutant(
        "the root is over all entries but the last",
        f"{_S}/domain/transparency/merkle.py",
        "for entry in entries])",
        "for entry in entries[:-1]])",
        f"{_T}/test_trees.py::test_the_root_of_a_known_tree",
    ),
    Mutant(
        "a leaf and a node have the same prefix",
        f"{_S}/domain/transparency/merkle.py",
        'return sha256(b"\\x01" + left + right).digest()\n\n\ndef root_over',
        'return sha256(b"\\x00" + left + right).digest()\n\n\ndef root_over',
        f"{_T}/test_trees.py::test_we_believe_proofs_of_a_second_implementation",
    ),
    Mutant(
        "a checkpoint that was moved back is gone on from",
        f"{_S}/application/upkeep/sealing/seal_log.py",
        "        if kept:\n",
        "        if kept and not leaves:\n",
        f"{_T}/test_sealing.py::test_a_checkpoint_that_was_moved_back_is_not_gone_on_from",
    ),
    Mutant(
        "a note that nobody we know has signed is believed",
        f"{_S}/domain/transparency/note.py",
        "    if not ours:\n",
        "    if not ours and not signatures:\n",
        f"{_T}/test_notes.py::test_a_key_that_shares_a_name_or_an_id_is_another_key",
    ),
    Mutant(
        "a tree of one size has two roots",
        f"{_S}/domain/transparency/merkle.py",
        "    if old > size:\n",
        "    if old == size:\n        return\n    if old > size:\n",
        f"{_T}/test_trees.py::test_a_tree_does_not_go_on_from_a_larger_one_nor_have_two_roots",
    ),
    Mutant(
        "a path to another root is believed",
        f"{_S}/domain/transparency/merkle.py",
        "    if found != root:\n",
        "    if found != root and not path:\n",
        f"{_T}/test_trees.py::test_a_proof_of_anything_else_is_refused",
    ),
)
