"""Defects of the audit."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T = "tests/flow/test_refusals.py"

MUTANTS = (
    Mutant(
        "refusals of others are told to everybody",
        "functions/api/queries/events.py",
        "refusals_of=None if request.is_owner else request.actor.subject,",
        "refusals_of=None,",
        f"{_T}::test_refusals_of_others_are_told_to_owners_alone",
    ),
    Mutant(
        "a refusal at the door is noted nowhere",
        "functions/api/oms.py",
        "Api(ports, turned_away=turned_away(ports))",
        "Api(ports)",
        f"{_T}::test_what_the_door_refuses_is_told_with_its_reason",
    ),
    Mutant(
        "a command that failed is no refusal",
        f"{_S}/messages/refused.py",
        'return outcome.state == "FAILED" or',
        "return",
        f"{_T}::test_what_the_worker_refuses_is_told_with_its_command",
    ),
    Mutant(
        "each refusal of a flood is told by name",
        f"{_S}/application/intake/refusals.py",
        "refused = replace(refused, names={})",
        "pass",
        f"{_T}::test_a_flood_of_different_refusals_is_told_in_few_words",
    ),
    Mutant(
        "the same refusal is told each time",
        f"{_S}/application/intake/refusals.py",
        'key=f"\\x1frefused {minute} {digest}"',
        'key=f"\\x1frefused {asking.correlation_id} {digest}"',
        f"{_T}::test_the_same_refusal_is_told_once_a_minute",
    ),
    Mutant(
        "a refusal that cannot be kept is answered",
        f"{_S}/entrypoints/http/api.py",
        "                self._turned_away(route, path, visit, refused)\n",
        "                with __import__('contextlib').suppress(Exception):\n"
        "                    self._turned_away(route, path, visit, refused)\n",
        f"{_T}::test_a_refusal_that_cannot_be_kept_is_no_answer_yet",
    ),
)
