"""Defects of what takes in what came to nobody."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice/application"
_T = "tests/flow/projecting/test_stalled.py"

MUTANTS = (
    Mutant(
        "what is behind is taken in at the first tick",
        f"{_S}/upkeep/nudge_stalled.py",
        "if now - since >= STILL]",
        "if now - since >= 0 * STILL]",
        f"{_T}::test_two_ticks_that_follow_at_once_take_nothing_in",
    ),
    Mutant(
        "what moves is taken for what stands still",
        f"{_S}/upkeep/nudge_stalled.py",
        "found[Stalled(name, shard, done.get(shard, 0))]",
        "found[Stalled(name, shard, 0)]",
        f"{_T}::test_what_moves_is_left_alone",
    ),
    Mutant(
        "a shard that is set apart is taken in",
        f"{_S}/upkeep/nudge_stalled.py",
        "INSTANCE and shard not in apart",
        "INSTANCE",
        f"{_T}::test_what_is_set_apart_is_left_alone",
    ),
    Mutant(
        "one shard is always the first",
        f"{_S}/upkeep/nudge_stalled.py",
        "for shard in reversed(chosen):",
        "for shard in chosen:",
        f"{_T}::test_one_that_never_ends_is_not_the_first_again",
    ),
    Mutant(
        "a shard that was repaired meanwhile is left out",
        f"{_S}/projecting/instances.py",
        "if shard not in {each.shard for each in self._quarantine.all()}:",
        "if isinstance(missing, NotIndexed) and shard not in {each.shard for each in self._quarantine.all()}:",
        "tests/unit/application/projecting/test_project_instances.py::"
        "test_a_shard_that_was_repaired_while_it_was_read_is_not_left_out",
    ),
    Mutant(
        "what is lost with an index is not taken in again",
        f"{_S}/upkeep/maintain.py",
        "            rebuilt += self._of_lost_index()\n",
        "            self._of_lost_index()\n            rebuilt = []\n",
        "tests/flow/projecting/test_rebuild.py::test_projections_take_in_again_what_was_lost_with_the_index",
    ),
)
