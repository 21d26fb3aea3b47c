"""Partners are told of what happens: in the order of each instance, as often as it takes, under one id."""

from datetime import timedelta

import pytest

from spice.domain.webhooks.schedule import TRIES
from spice.ports.http_sender import Sent
from tests.webhooks.partners import BROKEN, HOOKS, TAKEN, Answers, Partners

HOUR = 3600.0


def refuses(number: str, answer: Sent = BROKEN) -> Answers:
    return lambda told: answer if told["data"].get("id") == number else TAKEN


def test_what_happens_after_the_registration_is_told_with_no_value_of_it(partners: Partners) -> None:
    partners.put(1, "before")
    id_, partner = partners.register()
    partners.put(1, "a secret")

    told = partners.deliver()

    ((message, body),) = partner.taken
    assert told == {"webhooks": 1, "delivered": 1, "failed": 0}
    assert body["type"] == "InstanceUpdated"
    assert (body["data"]["class"], body["data"]["id"], body["data"]["version"]) == ("Flight", "1", 2)
    assert body["data"]["event_id"] == message
    assert "a secret" not in str(body)
    assert partners.row(id_)["state"] == "active"
    assert [each["state"] for each in partners.deliveries(id_)] == ["delivered"]


def test_only_what_was_asked_for_is_told(partners: Partners) -> None:
    _, partner = partners.register(events=["InstanceDeleted", "OntologyCommitted"])
    partners.put(1, "a")
    partners.air.write("POST", "/database/air/ontology", {"name": "Crew"})
    assert partners.client.call("DELETE", "/database/air/instances/Flight/1").status == 202
    partners.settle()

    partners.deliver()

    assert sorted(body["type"] for _, body in partner.taken) == ["InstanceDeleted", "OntologyCommitted"]


def test_a_failing_delivery_blocks_its_key_and_no_other(partners: Partners) -> None:
    id_, partner = partners.register()
    partner.answers = refuses("1")
    for note in "abc":
        partners.put(1, note)
        partners.put(2, note)

    partners.deliver(seconds=0.5)

    assert partner.versions() == {"2": [1, 2, 3]}
    partner.answers = lambda told: TAKEN
    partners.now.advance(6)
    partners.deliver()
    assert partner.versions() == {"2": [1, 2, 3], "1": [1, 2, 3]}
    assert partners.row(id_)["waiting"] == 0


def test_tries_keep_the_id_and_carry_their_own_time(partners: Partners) -> None:
    _, partner = partners.register()
    partner.answers = lambda told: BROKEN
    partners.put(1, "a")
    for _ in range(3):
        partners.deliver(seconds=0.2)
        partners.now.advance(400)

    ids, times = {id_ for id_, _ in partner.came}, [int(each["webhook-timestamp"]) for each in partner.headers]

    assert len(ids) == 1
    assert len(partner.came) == 3
    assert times == sorted(set(times))


def test_the_second_try_is_waited_for(partners: Partners) -> None:
    _, partner = partners.register()
    answers = iter([BROKEN, TAKEN])
    partner.answers = lambda told: next(answers)
    partners.put(1, "a")

    partners.deliver(waits=True)

    assert [len(partner.came), len(partner.taken)] == [2, 1]


def test_retry_after_is_honoured(partners: Partners) -> None:
    _, partner = partners.register()
    partner.answers = lambda told: Sent(status=503, retry_after=600.0)
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    partners.now.advance(500)
    partners.deliver(seconds=0.2)
    before = len(partner.came)

    partners.now.advance(200)
    partners.deliver(seconds=0.2)

    assert (before, len(partner.came)) == (1, 2)


@pytest.mark.parametrize("decision", ["redeliver", "skip"])
def test_used_up_tries_wait_for_the_owner(partners: Partners, decision: str) -> None:
    id_, partner = partners.register()
    partner.answers = refuses("1")
    for note in "ab":
        partners.put(1, note)
    for step in range(TRIES):
        partners.put(2, str(step))
        partners.deliver(seconds=0.2)
        partners.now.advance(30 * HOUR)
    (letter,) = partners.deliveries(id_, state="exhausted")
    tries = len([body for _, body in partner.came if body["data"]["id"] == "1"])
    partner.answers = lambda told: TAKEN
    partners.deliver(seconds=0.2)
    blocked = partner.versions().get("1")

    reply = partners.client.post(f"{HOOKS}/{id_}/deliveries/{letter['event_id']}/{decision}", None)
    assert reply.status in (200, 202), reply.body
    partners.deliver(seconds=0.2)

    assert (tries, letter["tries"], blocked) == (TRIES, TRIES, None)
    assert partner.versions()["1"] == ([1, 2] if decision == "redeliver" else [2])
    assert partners.row(id_)["exhausted"] == 0


def test_what_is_never_taken_is_skipped_where_the_registration_says_so(partners: Partners) -> None:
    id_, partner = partners.register(on_exhausted="skip")
    partner.answers = lambda told: BROKEN if told["data"].get("version") == 1 and told["data"]["id"] == "1" else TAKEN
    for note in "ab":
        partners.put(1, note)
    for step in range(TRIES):
        partners.put(2, str(step))
        partners.deliver(seconds=0.2)
        partners.now.advance(30 * HOUR)
    partners.deliver(seconds=0.2)

    assert partner.versions()["1"] == [2]
    assert [each["state"] for each in partners.deliveries(id_, state="skipped")] == ["skipped"]


def test_gone_switches_off_and_switched_on_again_it_goes_on_where_it_stood(partners: Partners) -> None:
    id_, partner = partners.register()
    partners.put(3, "a")
    partners.deliver(seconds=0.2)
    partner.answers = lambda told: Sent(status=410)
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    off = partners.row(id_)
    partner.answers = lambda told: TAKEN
    partners.put(1, "b")
    partners.put(2, "a")
    partners.deliver(seconds=0.2)
    still = len(partner.taken)

    partners.write("POST", f"{HOOKS}/{id_}/resume")
    partners.deliver(seconds=0.2)

    assert (off["state"], off["reason"], still) == ("off", "the endpoint answered 410 Gone", 1)
    assert partner.versions() == {"3": [1], "1": [1, 2], "2": [1]}
    assert len(partner.taken) == 4
    assert partners.row(id_)["state"] == "active"


def test_a_resume_that_nobody_waits_for_switches_on(partners: Partners) -> None:
    id_, partner = partners.register()
    partner.answers = lambda told: Sent(status=410)
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    off, partner.answers = partners.row(id_)["state"], lambda told: TAKEN

    accepted = partners.client.post(f"{HOOKS}/{id_}/resume", headers={"Prefer": "wait=0"})
    partners.settle()
    partners.deliver(seconds=0.2)

    assert (off, accepted.status, partners.row(id_)["state"]) == ("off", 202, "active")
    assert partner.versions() == {"1": [1]}


def test_a_resume_that_is_refused_switches_nothing_on(partners: Partners) -> None:
    id_, partner = partners.register()
    partner.answers = lambda told: Sent(status=410)
    partners.put(1, "a")
    partners.deliver(seconds=0.2)

    refused = partners.client.post(f"{HOOKS}/{id_}/resume", headers={"If-Match": '"99"'})

    assert refused.codes == ["version_conflict"]
    assert partners.row(id_)["state"] == "off"


def test_five_days_and_twenty_tries_without_a_success_switch_off(partners: Partners) -> None:
    id_, partner = partners.register()
    partner.answers = lambda told: BROKEN
    for number in range(5):
        partners.put(number, "a")
    states = []
    for _ in range(7):
        for _ in range(6):
            partners.deliver(seconds=0.2)
            partners.now.advance(400)
        states.append(partners.row(id_)["state"])
        partners.now.advance(24 * HOUR)

    assert states[:5] == ["active"] * 5
    assert states[-1] == "off"
    assert len(partner.came) >= 20


def test_paused_it_is_told_nothing_and_resumed_everything(partners: Partners) -> None:
    id_, partner = partners.register()
    paused = partners.write("POST", f"{HOOKS}/{id_}/pause")
    partners.put(1, "a")
    partners.put(1, "b")
    partners.deliver()
    before = len(partner.came)

    partners.write("POST", f"{HOOKS}/{id_}/resume")
    partners.deliver()

    assert (paused["state"], before) == ("paused", 0)
    assert partner.versions() == {"1": [1, 2]}


def test_after_a_rotation_both_secrets_sign_for_a_day(partners: Partners) -> None:
    id_, partner = partners.register()
    fresh = partners.write("POST", f"{HOOKS}/{id_}/rotate", {})["secret"]
    partner.secrets = (fresh, partner.secrets[0])
    partners.put(1, "a")
    partners.deliver()
    partners.now.advance(24 * HOUR + 60)
    partner.secrets = (fresh,)
    partners.put(1, "b")
    partners.deliver()

    assert [len(each["webhook-signature"].split(" ")) for each in partner.headers] == [2, 1]


def test_a_replay_tells_a_time_again_under_the_same_ids(partners: Partners) -> None:
    id_, partner = partners.register()
    partners.put(1, "a")
    partners.deliver()
    start = partners.now()
    for note in "bc":
        partners.put(1, note)
    end = partners.now()
    partners.put(1, "d")
    partners.deliver()
    first = [id_ for id_, _ in partner.taken]

    body = {"from": start.isoformat(), "to": end.isoformat()}
    asked = partners.client.post(f"{HOOKS}/{id_}/replay", body)
    partners.deliver()

    assert asked.status == 202, asked.body
    assert [id_ for id_, _ in partner.taken] == [*first, *first[1:3]]


def test_a_test_is_sent_though_nothing_happened(partners: Partners) -> None:
    id_, partner = partners.register()
    asked = partners.client.post(f"{HOOKS}/{id_}/test", None)

    partners.deliver()

    ((message, body),) = partner.taken
    assert (asked.status, body["type"], message) == (202, "webhook.test", asked.data["event_id"])
    assert partners.client.get(f"{HOOKS}/{id_}/deliveries/{message}").data["state"] == "delivered"


def test_a_deleted_webhook_and_one_of_a_deleted_database_are_told_nothing(partners: Partners) -> None:
    id_, partner = partners.register()
    _, other = partners.register("https://other.example/")
    gone = partners.client.call("DELETE", f"{HOOKS}/{id_}", None, headers={"Prefer": "wait=0"})
    assert gone.status == 202
    partners.put(1, "a")
    partners.deliver()
    told = len(other.taken)
    partners.air.write("DELETE", "/database/air?confirm=air")

    partners.deliver()

    assert (len(partner.came), told, len(other.taken)) == (0, 1, 1)


def test_without_its_key_a_webhook_is_off_until_it_gets_another_secret(partners: Partners) -> None:
    id_, partner = partners.register()
    partners.put(1, "a")
    partners.ports.seal._state.cursor_key = b"another" * 4  # type: ignore[attr-defined]
    partners.deliver()
    off = partners.row(id_)

    partners.write("POST", f"{HOOKS}/{id_}/rotate", {"secret": partner.secrets[0]})
    partners.deliver()

    assert (off["state"], "rotate" in off["reason"]) == ("off", True)
    assert partner.versions() == {"1": [1]}


def test_what_waits_and_what_is_off_is_measured(partners: Partners) -> None:
    _, partner = partners.register()
    partner.answers = lambda told: BROKEN
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    waits = partners.ports.deliveries.measure()
    partner.answers = lambda told: Sent(status=410)
    partners.now.advance(10)
    partners.deliver(seconds=0.2)

    off = partners.ports.deliveries.measure()

    assert waits.oldest_at is not None
    assert partners.now() - waits.oldest_at < timedelta(minutes=5)
    assert (waits.off, off.off, off.oldest_at) == (0, 1, None)
