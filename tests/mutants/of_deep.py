"""Defects of deep checks."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice/application/upkeep/deep"
_T = "tests/flow/test_verify_deep.py"
_C = "tests/contract/test_verify_deep_behaviour.py"

MUTANTS = (
    Mutant(
        "values of the index are not compared",
        f"{_S}/verify_deep.py",
        "    if dict(instance.data) == state.data:\n",
        "    if True:\n",
        f"{_T}::test_what_the_index_has_otherwise_is_named",
    ),
    Mutant(
        "an instance that the index lacks is whole",
        f"{_S}/verify_deep.py",
        '        return "the index does not have it"\n',
        "        return None\n",
        f"{_T}::test_what_the_index_has_otherwise_is_named",
    ),
    Mutant(
        "what the index alone has is whole",
        f"{_S}/verify_deep.py",
        "            doubts[stream] = Wrong(reason=reason)\n",
        "            pass\n",
        f"{_T}::test_what_only_the_index_has_is_named",
    ),
    Mutant(
        "what is written meanwhile is wrong",
        f"{_S}/verify_deep.py",
        "if stream in written:",
        "if False:",
        f"{_T}::test_what_is_written_meanwhile_is_not_wrong",
    ),
    Mutant(
        "whoever writes meanwhile hides what only the index has",
        f"{_S}/verify_deep.py",
        "if stream in written:",
        "if written:",
        f"{_T}::test_what_only_the_index_has_is_named_whoever_writes_meanwhile",
    ),
    Mutant(
        "a version that the log lacks is whole",
        f"{_S}/verify_deep.py",
        "                doubts[record[:STREAM]] = wrong\n",
        "                pass\n",
        f"{_T}::test_what_only_the_index_has_is_named_whoever_writes_meanwhile",
    ),
    Mutant(
        "versions may have gaps",
        f"{_S}/second_fold.py",
        "if line.version != version + 1:",
        "if line.version <= version:",
        f"{_C}::test_a_line_that_does_not_follow_is_named",
    ),
    Mutant(
        "an ended instance may change",
        f"{_S}/second_fold.py",
        'version, there = line.version, line.type != "InstanceDeleted"',
        "version, there = line.version, True",
        f"{_C}::test_a_line_that_does_not_follow_is_named",
    ),
    Mutant(
        "packs of histories are not read",
        f"{_S}/verify_deep.py",
        "if held is not None and self._history is not None:",
        "if False and held is not None and self._history is not None:",
        "tests/flow/test_verify_histories.py::test_a_pack_that_is_gone_is_named",
    ),
    Mutant(
        "events in packs are not compared",
        f"{_S}/compare_history.py",
        "            if _told(event) != _told(line):\n",
        "            if False:\n",
        "tests/flow/test_verify_histories.py::test_an_event_that_a_pack_has_otherwise_is_named",
    ),
    Mutant(
        "states in packs are not compared",
        f"{_S}/compare_history.py",
        "self._events(name, lines) or self._states(name, lines)",
        "self._events(name, lines)",
        "tests/flow/test_verify_histories.py::test_a_state_that_a_pack_has_otherwise_is_named",
    ),
)
