"""Defects of erasure."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T = "tests/erasure"

MUTANTS = (
    Mutant(
        "a database that ends keeps the keys of who was in it",
        f"{_S}/adapters/memory/apply_administration.py",
        "    apply_deletion(state, uuid)\n",
        "",
        "tests/contract/test_subject_keys_behaviour.py::test_the_keys_of_a_database_that_ends_go_with_it",
    ),
    Mutant(
        "a database that ends keeps keys in PostgreSQL",
        f"{_S}/adapters/postgres/apply_administration.py",
        '    apply_deletion(connection, event, body["uuid"])\n',
        "",
        "tests/contract/test_subject_keys_behaviour.py::test_the_keys_of_a_database_that_ends_go_with_it",
    ),
    Mutant(
        "what requests were digested by outlives an erasure",
        f"{_S}/adapters/postgres/apply_erasure.py",
        "    connection.execute(_DESTROY_DIGESTS, [event.database])\n",
        "",
        "tests/contract/test_subject_keys_behaviour.py::test_a_digest_from_before_an_erasure_is_made_by_nobody_again",
    ),
    Mutant(
        "who destroys keys may make them as well",
        "infra/catalogue/tables.py",
        '        changes=DESTROYED,\n    ),\n    "projection"',
        '        keeps=SEALED,\n    ),\n    "projection"',
        "tests/contract/rights/test_function_rights.py::test_what_is_another_functions_is_refused",
    ),
    Mutant(
        "a destroyed key may be put back",
        f"{_S}/adapters/postgres/sql/0018_keys_subjects_rules.sql",
        "before update on keys.subjects",
        "before insert on keys.subjects",
        "tests/contract/test_subject_keys_behaviour.py::test_a_destroyed_key_is_brought_back_by_no_change_of_its_row",
    ),
    Mutant(
        "an erasure that waits is not measured",
        f"{_S}/application/upkeep/measure_lags.py",
        '"erasures_pending_seconds": self.erasure_age_seconds',
        '"erasures_pending_seconds": 0.0',
        "tests/erasure/test_alarm.py::test_an_erasure_that_nobody_carries_out_rings",
    ),
    Mutant(
        "a value is sealed for no place",
        f"{_S}/adapters/siv.py",
        "return self._cipher.decrypt(box, list(place))",
        "return self._cipher.decrypt(box, [])",
        f"{_T}/test_reading.py::test_every_door_shows_what_was_written",
    ),
    Mutant(
        "a value is sealed and opened without its place",
        f"{_S}/domain/personal.py",
        "return self.root_id.encode(), self.instance.encode(), self.property_id.encode()",
        'return (b"",)',
        f"{_T}/test_erasing.py::test_a_value_that_was_moved_opens_nowhere_else",
    ),
    Mutant(
        "keys are kept for the next answer",
        f"{_S}/application/ground/unsealing.py",
        "return Ring(self._keys, self._ready, database)",
        "self._ring = getattr(self, '_ring', None) or Ring(self._keys, self._ready, database)\n"
        "        return self._ring",
        f"{_T}/test_erasing.py::test_erased_and_seen_before_it_is_gone",
    ),
    Mutant(
        "an erased key is made again",
        f"{_S}/domain/personal.py",
        "if self.last == 0 or (self.readmitted and self.generation <= self.erased):",
        "if not self.has_key:",
        f"{_T}/test_erasing.py::test_nothing_is_written_for_who_was_erased",
    ),
    Mutant(
        "erasures that the index lacks are not looked for",
        f"{_S}/application/ground/tombstones.py",
        "if not until(self._all_applied, SETTLING_SECONDS):",
        "if False:",
        f"{_T}/test_erasing.py::test_an_index_that_lacks_an_erasure_answers_nothing_personal",
    ),
    Mutant(
        "an old copy of the keys counts",
        f"{_S}/domain/personal.py",
        "if self.has_key and self.generation > self.erased:",
        "if self.has_key:",
        f"{_T}/test_erasing.py::test_an_old_copy_of_the_keys_brings_nothing_back",
    ),
    Mutant(
        "an error carries the value",
        f"{_S}/domain/ontology/compiled/classes.py",
        "if slot is not None and slot.personal:",
        "if False:",
        f"{_T}/test_writing.py::test_an_error_of_a_personal_value_has_nothing_of_it",
    ),
    Mutant(
        "a fingerprint is plain",
        "functions/api/commands/fingerprints.py",
        "if self._ontologies.current(request.database).ontology.has_personal:",
        "if False:",
        f"{_T}/test_canaries.py::test_nobody_can_try_values_out_on_the_log",
    ),
    Mutant(
        "a page with personal values is kept in the shared cache",
        f"{_S}/application/queries/finding/search.py",
        "kept = not (scope.personal or (asked.expand and any_personal(schema)))",
        "kept = True",
        f"{_T}/test_canaries.py::test_no_store_holds_what_is_personal",
    ),
    Mutant(
        "personal values are indexed",
        f"{_S}/domain/ontology/compiled/compiling.py",
        'if not spec.get("personal"):',
        "if True:",
        f"{_T}/test_reading.py::test_a_search_by_a_personal_property_is_refused_and_q_finds_nothing",
    ),
    Mutant(
        "a worker takes what is not sealed",
        f"{_S}/application/deciding/decide_instances.py",
        "if not restored and (problems := check_subjects(",
        "if False and (problems := check_subjects(",
        f"{_T}/test_erasing.py::test_a_worker_keeps_nothing_personal_that_is_not_sealed",
    ),
    Mutant(
        "a rejected row keeps its cell",
        f"{_S}/application/upkeep/importing/rejecting.py",
        "cell = None if place is None or place in self._hidden else cells[place]",
        "cell = None if place is None else cells[place]",
        f"{_T}/test_canaries.py::test_no_store_holds_what_is_personal",
    ),
    Mutant(
        "the key of a person is half as long",
        f"{_S}/adapters/key_ring.py",
        "EPOCH_BYTES, SUBJECT_BYTES = 32, 64",
        "EPOCH_BYTES, SUBJECT_BYTES = 32, 32",
        f"{_T}/test_wrapping.py::test_the_key_of_a_person_has_512_bits_and_is_of_nobody_else",
    ),
    Mutant(
        "a process looks for erasures once",
        f"{_S}/application/ground/tombstones.py",
        "if now - self._looked_at < LOOKED_SECONDS:",
        "if self._looked_at >= 0:",
        f"{_T}/test_tombstones.py::test_a_process_looks_again_after_a_minute",
    ),
    Mutant(
        "an index that has nothing of a shard lacks nothing",
        f"{_S}/application/ground/tombstones.py",
        "return self._log.read(generation, shard, 1) is not None",
        "return False",
        f"{_T}/test_tombstones.py::test_an_index_that_has_nothing_of_a_log_lacks_what_was_erased",
    ),
    Mutant(
        "a replayed erasure takes the key of who returned",
        f"{_S}/adapters/memory/subject_keys.py",
        "if row is not None and row.generation <= told.generation:",
        "if row is not None:",
        "tests/contract/test_subject_keys_behaviour.py::test_who_returns_has_another_key_and_a_replay_leaves_it",
    ),
)
