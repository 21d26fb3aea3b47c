"""Defects of webhooks."""

from tests.mutants.mutant import Mutant

_S = "layers/shared/src/spice"
_T = "tests/webhooks"

MUTANTS = (
    Mutant(
        "whoever may read a database is told where its partners are",
        f"{_S}/application/queries/event_bodies.py",
        'name != "secret" if to_owner else name == "id"',
        'name != "secret"',
        f"{_T}/test_readers.py::test_who_is_no_owner_is_told_which_webhook_and_nothing_of_it",
    ),
    Mutant(
        "an event of a webhook is proven to everybody",
        f"{_S}/application/queries/prove_event.py",
        "if is_owners(event) and not to_owner:",
        "if False:",
        f"{_T}/test_readers.py::test_an_event_of_a_webhook_is_proven_to_owners_alone",
    ),
    Mutant(
        "a webhook that is off is not measured",
        f"{_S}/application/upkeep/measure_lags.py",
        '"webhooks_disabled": self.webhooks_off',
        '"webhooks_disabled": 0',
        f"{_T}/test_alarms.py::test_a_webhook_that_was_switched_off_rings",
    ),
    Mutant(
        "a redirect counts as taken",
        f"{_S}/application/webhooks/attempts.py",
        "200 <= sent.status < 300",
        "200 <= sent.status < 500",
        f"{_T}/test_delivering.py::test_gone_switches_off_and_switched_on_again_it_goes_on_where_it_stood",
    ),
    Mutant(
        "the address is judged at the registration only",
        f"{_S}/adapters/http/guarded_sender.py",
        "if not all(self._doors.admits(address, endpoint) for address in found):",
        "if not found:",
        f"{_T}/test_guarded_sender.py::test_one_address_that_is_not_public_is_enough_to_send_nothing",
    ),
    Mutant(
        "one public address is enough",
        f"{_S}/adapters/http/guarded_sender.py",
        "if not all(self._doors.admits",
        "if not any(self._doors.admits",
        f"{_T}/test_guarded_sender.py::test_one_address_that_is_not_public_is_enough_to_send_nothing",
    ),
    Mutant(
        "the old secret is dropped at once",
        f"{_S}/domain/webhooks/model.py",
        "return [newest, SealedSecret(",
        "return [newest][:1] or [SealedSecret(",
        f"{_T}/test_delivering.py::test_after_a_rotation_both_secrets_sign_for_a_day",
    ),
    Mutant(
        "a retry has the time of the event, not of the try",
        f"{_S}/application/webhooks/attempts.py",
        "signed_headers(str(delivery.event_id), now(),",
        "signed_headers(str(delivery.event_id), delivery.at,",
        f"{_T}/test_delivering.py::test_tries_keep_the_id_and_carry_their_own_time",
    ),
    Mutant(
        "a failing delivery does not block its key",
        f"{_S}/adapters/memory/webhook_queue.py",
        "return (row for (id_, _), row in state.webhook_rows.items() if id_ == webhook and row.pending)",
        "return (row for (id_, _), row in state.webhook_rows.items()"
        " if id_ == webhook and row.pending and not row.tries)",
        f"{_T}/test_delivering.py::test_a_failing_delivery_blocks_its_key_and_no_other",
    ),
    Mutant(
        "the place moves without the queue",
        f"{_S}/application/webhooks/take_in.py",
        "self._queue.take(lane, walk, deliveries, moved)",
        "self._queue.take(lane, walk, deliveries[:-1], moved)",
        f"{_T}/test_delivering.py::test_what_happens_after_the_registration_is_told_with_no_value_of_it",
    ),
    Mutant(
        "who lost the lease goes on",
        f"{_S}/adapters/memory/webhook_queue.py",
        "stands is None or stands.lease != lane.lease or stands.off_since is not None",
        "stands is None or stands.off_since is not None",
        f"{_T}/test_kills.py::test_a_second_function_beside_it_tells_nothing_out_of_order",
    ),
    Mutant(
        "a decision about deliveries knows no keys",
        "functions/api/commands/webhook_deliveries.py",
        "if request.dry_run else self._writing.submitter.replayed(asking)",
        "if request.method else self._writing.submitter.replayed(asking)",
        f"{_T}/test_keys.py::test_a_replay_begins_once",
    ),
    Mutant(
        "a key is kept for what was not done",
        f"{_S}/adapters/memory/webhook_deliveries.py",
        "            row = self._state.webhook_rows.get((webhook, event_id))\n"
        "            if row is None or not (again or row.pending):",
        "            row = self._state.webhook_rows.get((webhook, event_id))\n            self._claimed(once, at)\n"
        "            if row is None or not (again or row.pending):",
        f"{_T}/test_keys.py::test_a_decision_that_is_refused_keeps_no_key",
    ),
    Mutant(
        "a webhook that is off forgets its place",
        f"{_S}/adapters/memory/webhook_deliveries.py",
        "stands.health = Health()",
        "stands.health = Health()\n                self._state.webhook_walks.pop((webhook, 'live'), None)\n"
        "                self._state.webhook_rows.clear()",
        f"{_T}/test_delivering.py::test_gone_switches_off_and_switched_on_again_it_goes_on_where_it_stood",
    ),
    Mutant(
        "a private key is shown",
        "functions/api/commands/webhooks.py",
        'self._drafts.shown(webhook) if webhook.signatures == "v1" else UNSET',
        "self._drafts.shown(webhook)",
        "tests/webhooks/test_asymmetric.py::test_after_a_rotation_both_keys_sign_for_a_day",
    ),
    Mutant(
        "an asymmetric signature is of the body alone",
        "layers/shared/src/spice/domain/webhooks/signatures.py",
        'return lambda content: _signature("v1a", sign(seed, content))',
        'return lambda content: _signature("v1a", sign(seed, content.split(b".", 2)[2]))',
        "tests/webhooks/test_schedule.py::test_an_asymmetric_signature_is_what_the_specification_says",
    ),
    Mutant(
        "the key before a rotation signs as a secret",
        "layers/shared/src/spice/domain/webhooks/model.py",
        "        old_public_key=webhook.public_key,\n",
        "",
        "tests/webhooks/test_asymmetric.py::test_after_a_rotation_both_keys_sign_for_a_day",
    ),
    Mutant(
        "a private key with the public half of another is taken",
        "layers/shared/src/spice/domain/webhooks/signatures.py",
        'public not in (b"", public_of(seed))',
        "len(public) not in (0, 32)",
        "tests/webhooks/test_schedule.py::test_a_private_key_that_is_none_is_refused_and_not_repeated",
    ),
    Mutant(
        "the newest of a key is told first",
        f"{_S}/adapters/memory/webhook_queue.py",
        "row.place < firsts[key].place",
        "row.place > firsts[key].place",
        f"{_T}/test_delivering.py::test_a_failing_delivery_blocks_its_key_and_no_other",
    ),
    Mutant(
        "two tries of one key are under way at once",
        f"{_S}/application/webhooks/lane_run.py",
        "but=[*self.flying]",
        "but=[]",
        f"{_T}/test_kills.py::test_a_dead_partner_keeps_no_other_waiting",
    ),
    Mutant(
        "the secret before a rotation signs for ever",
        f"{_S}/domain/webhooks/model.py",
        "self.rotated_at is None or at - self.rotated_at >= BOTH_FOR",
        "self.rotated_at is None",
        f"{_T}/test_asymmetric.py::test_after_a_rotation_both_keys_sign_for_a_day",
    ),
    Mutant(
        "a private key of the owner's own signs as a secret",
        f"{_S}/domain/webhooks/signatures.py",
        'return "v1a" if text.startswith(PRIVATE) else "v1"',
        'return "v1"',
        f"{_T}/test_asymmetric.py::test_a_key_of_the_owners_own_is_taken_and_not_repeated",
    ),
    Mutant(
        "what a 6to4 address holds is not judged",
        f"{_S}/domain/webhooks/addresses.py",
        "    if address in _SIX_TO_FOUR:\n",
        "    if False:\n",
        f"{_T}/test_addresses.py::test_what_is_inside_is_not_public",
    ),
    Mutant(
        "what an ISATAP address holds is not judged",
        f"{_S}/domain/webhooks/addresses.py",
        "    if number >> 32 & 0xFFFFFFFF in _ISATAP:\n",
        "    if False:\n",
        f"{_T}/test_addresses.py::test_what_is_inside_is_not_public",
    ),
    Mutant(
        "an address with a zone is public",
        f"{_S}/domain/webhooks/addresses.py",
        "    if address.scope_id is not None:\n        return False\n",
        "",
        f"{_T}/test_addresses.py::test_what_is_inside_is_not_public",
    ),
    Mutant(
        "the certificate may be of another name",
        f"{_S}/adapters/http/guarded_sender.py",
        "        context.minimum_version = ssl.TLSVersion.TLSv1_2\n",
        "        context.check_hostname = False\n",
        f"{_T}/test_guarded_sender.py::test_a_certificate_of_another_name_or_of_nobody_is_not_taken",
    ),
)
