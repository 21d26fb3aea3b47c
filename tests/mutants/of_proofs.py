"""Defects of proofs."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T = "tests/transparency"

MUTANTS = (
    Mutant(
        "a foreign checkpoint is noticed only when the log grows",
        f"{_S}/application/upkeep/sealing/seal_log.py",
        "            self._known(newest, heads)\n",
        "",
        f"{_T}/test_sealing.py::test_a_checkpoint_of_another_key_is_noticed_though_nothing_is_to_follow_it",
    ),
    Mutant(
        "a store without a checkpoint was never sealed",
        f"{_S}/application/upkeep/sealing/seal_log.py",
        "            return self._noted.hold(key.name, None)\n",
        "            return None\n",
        f"{_T}/test_known_tree.py::test_a_store_that_lost_what_was_signed_is_not_sealed_again",
    ),
    Mutant(
        "what is signed is noted only once it is published",
        f"{_S}/application/upkeep/sealing/seal_log.py",
        "        if not self._noted.begin(standing.size, checkpoint):\n",
        "        if False:\n",
        f"{_T}/test_known_tree.py::test_what_was_to_be_signed_is_followed_by_nothing_else",
    ),
    Mutant(
        "a verification does not know what was signed",
        f"{_S}/application/upkeep/sealing/keep_sealed.py",
        "check=ports.is_signed, signed=signed)",
        "check=ports.is_signed)",
        "tests/flow/test_sealing_tick.py::test_proofs_that_were_all_deleted_ring_and_are_not_signed_again",
    ),
    Mutant(
        "the log is verified only when somebody asks",
        f"{_S}/application/upkeep/verify_regularly.py",
        "if since is not None and now - since >= self._period:",
        "if False:",
        "tests/flow/test_regular_verification.py"
        "::test_a_day_after_the_first_database_and_after_each_other_the_log_is_verified",
    ),
    Mutant(
        "a slice begins where the last one began",
        f"{_S}/application/upkeep/verify_some.py",
        "if (link.sequence, link.sha256) == (walked.sequence, walked.sha256):",
        "if False:",
        "tests/flow/test_regular_verification.py::test_slices_come_to_what_one_walk_does",
    ),
    Mutant(
        "a verification that begins silences what the last one found",
        f"{_S}/application/upkeep/run_verification.py",
        "*([] if ended is None else [ended])",
        "*()",
        "tests/flow/test_regular_verification.py::test_one_that_begins_hides_nothing_that_the_last_one_found",
    ),
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
