"""Defects of the audit."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T, _R = "tests/flow/test_refusals.py", "tests/erasure/test_reads.py"

MUTANTS = (
    Mutant(
        "what is done and is no event is told nowhere",
        f"{_S}/entrypoints/http/api.py",
        "        if route.noted:",
        "        if False:",
        "tests/webhooks/test_audited.py::test_what_is_decided_of_deliveries_is_told_once_and_a_dry_run_is_not",
    ),
    Mutant(
        "a retry of what was done is told as done again",
        "functions/api/witness.py",
        ' or "Idempotency-Replayed" in answer.headers',
        "",
        "tests/webhooks/test_audited.py::test_what_is_decided_of_deliveries_is_told_once_and_a_dry_run_is_not",
    ),
    Mutant(
        "what is told again is told with what came since",
        f"{_S}/application/upkeep/tell_notes.py",
        "return note.database, minute_of(note.note.at)",
        'return note.database, ""',
        f"{_R}::test_maintenance_that_dies_before_it_forgets_tells_nothing_twice",
    ),
    Mutant(
        "refusals of others are told to everybody",
        "functions/api/queries/events.py",
        "notes_of=None if request.is_owner else request.actor.subject,",
        "notes_of=None,",
        f"{_T}::test_refusals_of_others_are_told_to_owners_alone",
    ),
    Mutant(
        "a refusal at the door is noted nowhere",
        "functions/api/oms.py",
        "Api(ports, witness=AuditWitness(ports, Refusals(ports.commands, ports.now)))",
        "Api(ports)",
        f"{_T}::test_what_the_door_refuses_is_told_with_its_reason",
    ),
    Mutant(
        "a command that failed is no refusal",
        f"{_S}/messages/noted.py",
        'if outcome.state == "FAILED":',
        'if outcome.state == "NEVER":',
        f"{_T}::test_what_the_worker_refuses_is_told_with_its_command",
    ),
    Mutant(
        "each refusal of a flood is told by name",
        f"{_S}/application/ground/noting.py",
        "return asked if told < TOLD_A_MINUTE else replace(asked, names={})",
        "return asked",
        f"{_T}::test_a_flood_of_different_refusals_is_told_in_few_words",
    ),
    Mutant(
        "the same refusal is told each time",
        f"{_S}/application/intake/refusals.py",
        'key=f"\\x1frefused {minute_of(at)} {digest}"',
        'key=f"\\x1frefused {asked.correlation_id} {digest}"',
        f"{_T}::test_the_same_refusal_is_told_once_a_minute",
    ),
    Mutant(
        "a refusal that cannot be kept is answered",
        f"{_S}/entrypoints/http/api.py",
        "                self._witness.refused(route, path, visit, refused)\n",
        "                with __import__('contextlib').suppress(Exception):\n"
        "                    self._witness.refused(route, path, visit, refused)\n",
        f"{_T}::test_a_refusal_that_cannot_be_kept_is_no_answer_yet",
    ),
    Mutant(
        "what is opened is not seen",
        f"{_S}/application/ground/unsealing.py",
        "        saw(self._database, place)\n",
        "",
        f"{_R}::test_a_read_is_told_with_who_when_and_how",
    ),
    Mutant(
        "notes that wait are not measured",
        f"{_S}/application/upkeep/measure_lags.py",
        '"notes_oldest_seconds": self.note_age_seconds',
        '"notes_oldest_seconds": 0.0',
        f"{_R}::test_notes_that_reach_no_outbox_ring_until_they_do",
    ),
    Mutant(
        "reads are told to everybody",
        f"{_S}/application/queries/audit.py",
        "asked.notes_of not in (None, entry.actor)",
        "entry.codes and asked.notes_of not in (None, entry.actor)",
        f"{_R}::test_reads_of_others_are_told_to_owners_alone",
    ),
    Mutant(
        "a read that cannot be kept is answered",
        f"{_S}/entrypoints/http/api.py",
        "        self._witness.shown(route, request, shown)\n",
        "        with __import__('contextlib').suppress(Exception):\n"
        "            self._witness.shown(route, request, shown)\n",
        f"{_R}::test_a_read_that_cannot_be_kept_is_not_answered",
    ),
    Mutant(
        "a database that asks for refusals is told of reads",
        f"{_S}/domain/refusals.py",
        'return audit == "reads"',
        'return audit != "changes"',
        f"{_R}::test_a_database_that_does_not_ask_keeps_no_reads",
    ),
    Mutant(
        "of many instances the first are told",
        f"{_S}/application/ground/showing.py",
        "                part, left = {}, NOTE_BYTES\n",
        "                return\n",
        f"{_R}::test_of_many_instances_all_are_told",
    ),
    Mutant(
        "a minute is taken before it is over",
        f"{_S}/application/upkeep/tell_notes.py",
        "settled = now.replace(second=0, microsecond=0) - SETTLED",
        "settled = now",
        f"{_R}::test_the_same_is_told_once_a_minute_however_often_maintenance_comes",
    ),
    Mutant(
        "notes are forgotten before the outbox has them",
        f"{_S}/application/upkeep/tell_notes.py",
        "        while some := self._notes.before(settled, limit=AT_ONCE):\n",
        "        while some := self._notes.before(settled, limit=AT_ONCE):\n"
        "            self._notes.drop([each.id for each in some])\n",
        f"{_R}::test_an_outbox_that_is_away_loses_no_note",
    ),
    Mutant(
        "notes are kept again after a death",
        f"{_S}/application/upkeep/tell_notes.py",
        'key=f"\\x1fnoted {digest}"',
        'key=f"\\x1fnoted {now}"',
        f"{_R}::test_maintenance_that_dies_before_it_forgets_tells_nothing_twice",
    ),
    Mutant(
        "notes of one command share a place",
        f"{_S}/messages/noted.py",
        "number + offset)",
        "number)",
        f"{_R}::test_pages_go_on_behind_reads",
    ),
    Mutant(
        "a file of an export is given away untold",
        "functions/api/queries/exports.py",
        "        if isinstance(row.url, str):\n",
        "        if row.url == '':\n",
        f"{_R}::test_a_file_is_told_as_of_who_asked_and_of_who_fetches_it",
    ),
    Mutant(
        "parts of an export are told of nobody",
        f"{_S}/application/upkeep/run_export.py",
        "            self._note(job, database, shown)\n",
        "",
        f"{_R}::test_a_file_is_told_as_of_who_asked_and_of_who_fetches_it",
    ),
    Mutant(
        "what the door of reads refuses is noted nowhere",
        "functions/api/bff.py",
        ", witness=AuditWitness(ports))",
        ")",
        f"{_R}::test_what_the_door_of_reads_refuses_is_told",
    ),
)
