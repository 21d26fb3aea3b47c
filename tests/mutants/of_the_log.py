"""Defects on the way from a command to its index; the numbers are those of the list that was tried by hand once."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_C = "tests/contract"

MUTANTS = (
    Mutant(
        "23: a release hits whatever letter is first",
        f"{_S}/application/deciding/decide_batch.py",
        "if item.key not in queues or queues.first(item.key)[0].letter != release.letter:",
        "if item.key not in queues:",
        "tests/unit/application/deciding/test_decide_batch.py::"
        "test_a_release_of_another_letter_than_the_first_changes_nothing",
    ),
    Mutant(
        "28: the tail is trimmed before its pack is read back",
        f"{_S}/application/upkeep/pack_histories.py",
        "        self._verify(pack)\n",
        "",
        f"{_C}/test_histories_behaviour.py::test_a_tail_is_kept_until_its_pack_was_read_back",
    ),
    Mutant(
        "33: a segment follows a closing one (twin)",
        f"{_S}/adapters/memory/apply_segment.py",
        "(before.closes is None or before.generation < head.generation)",
        "True",
        f"{_C}/test_generations_behaviour.py::test_nothing_follows_a_closing_segment_in_its_generation",
    ),
    Mutant(
        "34: a segment follows a closing one (PostgreSQL)",
        f"{_S}/adapters/postgres/apply_segment.py",
        "and (closes_to is null or generation < %(generation)s)\n",
        "\n",
        f"{_C}/test_generations_behaviour.py::test_nothing_follows_a_closing_segment_in_its_generation",
    ),
    Mutant(
        "35: a look is of several moments (PostgreSQL)",
        f"{_S}/adapters/postgres/write_model.py",
        "IsolationLevel.REPEATABLE_READ",
        "IsolationLevel.READ_COMMITTED",
        f"{_C}/test_write_model_behaviour.py::test_a_look_is_of_one_moment_while_segments_are_indexed",
    ),
    Mutant(
        "39: a segment that is listed and gone is passed over (S3)",
        f"{_S}/adapters/s3/event_log.py",
        "                    yield sequence, body\n",
        "                    if body is not None:\n                        yield sequence, body\n",
        f"{_C}/test_event_log_behaviour.py::test_a_segment_that_was_listed_and_is_gone_is_not_passed_over",
    ),
    Mutant(
        "the root over events is compared when they are sealed",
        f"{_S}/application/ground/follow_chain.py",
        "            check_root(segment)\n",
        "            pass\n",
        f"{_C}/test_unfit_segments.py::test_what_names_what_it_does_not_have_is_told_by_verify_rebuild_and_release",
    ),
    Mutant(
        "what cannot be applied stops its shard without a sign",
        f"{_S}/application/ground/unfit.py",
        "except (LookupError, ValueError, TypeError) as unfit:",
        "except ArithmeticError as unfit:",
        f"{_C}/test_unfit_segments.py::test_what_cannot_be_applied_ends_a_rebuild_and_a_verification_names_it",
    ),
    Mutant(
        "what is quarantined is no failure of a verification",
        f"{_S}/application/upkeep/run_verification.py",
        "if each.shard not in named]",
        "if False]",
        f"{_C}/test_unfit_segments.py::test_what_cannot_be_applied_ends_a_rebuild_and_a_verification_names_it",
    ),
    Mutant(
        "what the quarantine has said is put back into it",
        f"{_S}/application/ground/set_apart.py",
        "    except SetApart:\n        raise\n",
        "",
        "tests/unit/application/work/test_carry_out.py::test_a_quarantine_that_is_lifted_meanwhile_is_not_put_back",
    ),
    Mutant(
        "what was seen before a repair sets the shard apart again",
        f"{_S}/application/ground/set_apart.py",
        "quarantine.put(broken, looked_at=looked_at)",
        "quarantine.put(broken)",
        f"{_C}/test_quarantine_behaviour.py::test_what_was_seen_before_a_repair_is_not_held_against_it",
    ),
)
