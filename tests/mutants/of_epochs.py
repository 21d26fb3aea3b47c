"""Defects of epochs of keys."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T, _C = "tests/erasure/test_epochs.py", "tests/contract/test_key_epochs_behaviour.py"

MUTANTS = (
    Mutant(
        "the key of an epoch is never destroyed",
        f"{_S}/adapters/memory/key_epochs.py",
        "            self._ring.store.delete(number)\n",
        "",
        f"{_T}::test_a_backup_opens_what_was_erased_for_two_weeks_at_most",
    ),
    Mutant(
        "the key of the epoch before goes at once",
        f"{_S}/domain/epochs.py",
        "for old, following in pairwise(epochs) if now - following.began_at >= period]",
        "for old, following in pairwise(epochs)]",
        f"{_T}::test_a_backup_of_the_last_week_is_whole_whenever_it_was_made",
    ),
    Mutant(
        "a key is destroyed that still wraps something",
        f"{_S}/adapters/memory/key_epochs.py",
        "if is_last or (number in held and self._ring.store.get(number) is not None):",
        "if is_last:",
        f"{_C}::test_a_key_that_wraps_something_or_is_the_newest_is_not_destroyed",
    ),
    Mutant(
        "who is about to make a key is not waited for",
        f"{_S}/adapters/postgres/key_epochs.py",
        "where epoch = %s for update",
        "where epoch = %s",
        f"{_C}::test_who_is_about_to_make_a_key_is_waited_for",
    ),
    Mutant(
        "a key is exchanged within its epoch",
        f"{_S}/adapters/postgres/sql/0022_keys_epochs.sql",
        "and (old.wrapped is null or new.epoch = old.epoch) then",
        "and old.wrapped is null then",
        f"{_C}::test_a_key_is_exchanged_only_for_one_of_a_later_epoch",
    ),
    Mutant(
        "what a copy lost is told as erased",
        f"{_S}/application/ground/unsealing.py",
        "or key.generation != sealed.generation:\n            return LOST",
        "or key.generation != sealed.generation:\n            return ERASED",
        f"{_T}::test_a_restored_copy_says_what_cannot_be_opened_any_more",
    ),
    Mutant(
        "what is wrapped anew is forgotten when the time is over",
        f"{_S}/application/upkeep/rotate_epochs.py",
        'return {"keys_rewrapped": moved}',
        "break",
        f"{_T}::test_a_tick_that_has_no_time_goes_on_with_the_next",
    ),
    Mutant(
        "the key of an epoch is asked for each time",
        f"{_S}/adapters/key_ring.py",
        "            if epoch in self._epochs:\n                return True\n",
        "",
        f"{_T}::test_whoever_was_there_before_the_rotation_goes_on",
    ),
    Mutant(
        "keys that only another copy knows stay",
        f"{_S}/application/upkeep/rotate_epochs.py",
        "if day_of(now - 2 * self._period) >= number:",
        "if False:",
        f"{_T}::test_keys_that_only_another_copy_knows_go_as_well",
    ),
    Mutant(
        "a rotation that is late is not measured",
        f"{_S}/application/upkeep/measure_lags.py",
        '"epoch_overdue_seconds": self.epoch_overdue_seconds',
        '"epoch_overdue_seconds": 0.0',
        f"{_T}::test_a_key_that_is_not_destroyed_rings_until_it_is",
    ),
    Mutant(
        "who is new since a copy is told as erased in it",
        f"{_S}/application/ground/unsealing.py",
        "if isinstance(key, ErasedKey) or (key is not None and",
        "if key is None or isinstance(key, ErasedKey) or (",
        f"{_T}::test_who_is_new_since_the_copy_is_lost_in_it_and_not_erased",
    ),
    Mutant(
        "what a key of the same number cannot open is told as erased",
        f"{_S}/application/ground/unsealing.py",
        "        if plain is None:\n            return LOST",
        "        if plain is None:\n            return ERASED",
        f"{_T}::test_who_is_new_since_the_copy_is_lost_in_it_and_not_erased",
    ),
    Mutant(
        "what was erased before somebody returned is told as lost",
        f"{_S}/adapters/key_ring.py",
        "AbsentKey(erased=record.erased) if record.erased else None",
        "AbsentKey(erased=0) if record.erased else None",
        f"{_T}::test_who_was_erased_since_the_copy_is_erased_in_it_whether_or_not_they_returned",
    ),
    Mutant(
        "an empty place of keys is taken for destroyed ones",
        f"{_S}/adapters/memory/key_epochs.py",
        "if epoch not in state.ended_epochs and not ring.store.all():",
        "if False:",
        f"{_C}::test_an_empty_place_of_keys_is_taken_for_another_one",
    ),
    Mutant(
        "PostgreSQL takes an empty place of keys for destroyed ones",
        f"{_S}/adapters/postgres/epoch_rows.py",
        "if ended_at is None and not ring.store.all():",
        "if False:",
        f"{_C}::test_an_empty_place_of_keys_is_taken_for_another_one",
    ),
    Mutant(
        "a key that is gone is asked for at each read",
        f"{_S}/adapters/key_ring.py",
        "        self._gone[epoch] = self._clock()\n",
        "        pass\n",
        f"{_C}::test_a_key_that_is_gone_is_asked_for_once_a_minute",
    ),
    Mutant(
        "a key that is gone is never looked for again",
        f"{_S}/adapters/key_ring.py",
        "self._clock() - noted < GONE_SECONDS",
        "noted >= 0",
        f"{_C}::test_a_key_that_is_gone_is_asked_for_once_a_minute",
    ),
    Mutant(
        "who makes keys believes what readers found gone",
        f"{_S}/adapters/memory/subject_keys.py",
        "(not afresh and self._ring.is_gone(row.epoch))",
        "self._ring.is_gone(row.epoch)",
        f"{_C}::test_a_key_that_was_put_back_is_no_longer_gone_to_who_would_make_another",
    ),
    Mutant(
        "keys are asked for within a transaction",
        f"{_S}/adapters/postgres/subject_keys.py",
        "            return found\n        take_newest(self._postgres, self._ring)\n        # What",
        "            return found\n        # What",
        f"{_C}::test_nothing_of_the_database_is_held_while_keys_are_asked_for",
    ),
)
