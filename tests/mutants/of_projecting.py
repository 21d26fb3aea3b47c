"""Defects of what projections take in, of who is woken for it, and of packs that nothing needs."""

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
    Mutant(
        "each who meets a loss asks for a rebuild",
        f"{_S}/projecting/search.py",
        'derived_id(database, f"lost {self._marks.find(database)}")',
        '__import__("uuid").uuid4()',
        "tests/flow/projecting/test_lost_search.py::"
        "test_a_loss_that_many_meet_at_once_is_rebuilt_once_and_the_next_one_again",
    ),
    Mutant(
        "a second loss is taken for the first",
        f"{_S}/projecting/search.py",
        'f"lost {self._marks.find(database)}"',
        '"lost"',
        "tests/flow/projecting/test_lost_search.py::"
        "test_a_loss_that_many_meet_at_once_is_rebuilt_once_and_the_next_one_again",
    ),
    Mutant(
        "who listens to the bus is not watched",
        "local/host/sources/bus_reader.py",
        "self._timed(lambda: self._bus.listen(LISTEN_SECONDS))",
        "self._bus.listen(LISTEN_SECONDS)",
        "tests/unit/local/host/test_bus_reader.py::test_a_listening_that_does_not_end_is_noticed",
    ),
    Mutant(
        "packs that were never recorded stay",
        f"{_S}/upkeep/drop_packs.py",
        "        for name in strays:\n            self._packs.delete(name)\n",
        "",
        "tests/flow/test_dropped_packs.py::test_a_pack_that_was_written_and_never_recorded_goes_after_a_day",
    ),
    Mutant(
        "packs that are being recorded are deleted",
        f"{_S}/upkeep/drop_packs.py",
        "written_before(now - AGE)",
        "written_before(now + AGE)",
        "tests/flow/test_dropped_packs.py::test_a_pack_that_was_written_and_never_recorded_goes_after_a_day",
    ),
)
