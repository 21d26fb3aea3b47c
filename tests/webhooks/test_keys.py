"""What owners decide about deliveries is safe to ask twice with a key: it is done once, and the answer is the same."""

from uuid import UUID

import pytest

from tests.support.api_client import Reply
from tests.webhooks.partners import BROKEN, HOOKS, Partners

KEY = {"Idempotency-Key": "k-1"}


def ask(partners: Partners, path: str, body: object = None) -> Reply:
    return partners.client.post(f"{HOOKS}/{path}", body, headers=KEY)


def test_a_test_is_sent_once_however_often_it_is_asked_for(partners: Partners) -> None:
    id_, partner = partners.register()

    first, second = ask(partners, f"{id_}/test"), ask(partners, f"{id_}/test")
    partners.deliver()
    third = ask(partners, f"{id_}/test")
    partners.deliver()

    assert len(partner.came) == 1
    assert first.data == second.data
    assert third.data["event_id"] == first.data["event_id"]
    assert [reply.headers.get("Idempotency-Replayed") for reply in (first, second, third)] == [None, "true", "true"]


@pytest.mark.parametrize("decision", ["redeliver", "skip"])
def test_a_decision_is_carried_out_once(partners: Partners, decision: str) -> None:
    id_, partner = partners.register()
    partners.put(1, "a")
    if decision == "redeliver":
        partners.deliver()
    else:
        partner.answers = lambda told: BROKEN
        partners.deliver(seconds=0.2)
    (row,) = partners.deliveries(id_)
    before = len(partner.came)

    path = f"{id_}/deliveries/{row['event_id']}/{decision}"
    first = ask(partners, path)
    partners.deliver(seconds=0.2)
    second = ask(partners, path)
    partners.deliver(seconds=0.2)

    assert first.status in (200, 202), first.body
    assert second.status in (200, 202), second.body
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(partner.came) - before == (1 if decision == "redeliver" else 0)


def test_a_replay_begins_once(partners: Partners) -> None:
    id_, partner = partners.register()
    start = partners.now()
    partners.put(1, "a")
    end = partners.now()
    partners.deliver()
    body = {"from": start.isoformat(), "to": end.isoformat()}

    first = ask(partners, f"{id_}/replay", body)
    partners.deliver()
    second = ask(partners, f"{id_}/replay", body)
    partners.deliver()

    assert (first.status, second.status, second.headers["Idempotency-Replayed"]) == (202, 202, "true")
    assert len(partner.came) == 2


def test_a_key_of_another_request_is_refused_and_does_nothing(partners: Partners) -> None:
    id_, _ = partners.register()
    ask(partners, f"{id_}/test")

    other = ask(partners, f"{id_}/deliveries/{UUID(int=1)}/redeliver")

    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])


def test_a_decision_that_is_refused_keeps_no_key(partners: Partners) -> None:
    id_, _ = partners.register()
    nothing = ask(partners, f"{id_}/deliveries/{UUID(int=1)}/redeliver")

    after = ask(partners, f"{id_}/test")

    assert (nothing.status, after.status) == (404, 202)
