"""Whatever dies: nothing is lost, first deliveries are in order, and what comes twice has one id."""

from collections import Counter
from dataclasses import replace
from random import Random
from uuid import uuid4

import pytest

from spice.ports.errors import LeaseLost
from spice.ports.http_sender import Sent
from tests.flow.conftest import Killed
from tests.webhooks.partners import BROKEN, HOOKS, TAKEN, Partners

POINTS = ("webhooks.after_take", "webhooks.after_send", "webhooks.after_settle")
KEYS = 20


class Mortal:
    """Dies at points, now and then."""

    def __init__(self, *points: str) -> None:
        self.points, self.random, self.deaths = points, Random(7), 0

    def __call__(self, point: str) -> None:
        """Pass, or die."""
        if point in self.points and self.random.random() < 0.3:
            self.deaths += 1
            raise Killed


def write(partners: Partners, rounds: int) -> int:
    """Write versions of some instances; tells how many events that makes."""
    for version in range(rounds):
        rows = [{"number": number, "note": f"{version}"} for number in range(KEYS)]
        sent = partners.client.post(
            "/database/air/instances/bulk",
            {"class": "Flight", "op": "upsert", "instances": [{"data": row} for row in rows]},
        )
        assert sent.data["accepted"] == KEYS, sent.body
        partners.settle()
    return rounds * KEYS


def until_done(partners: Partners, deaths: int = 200) -> None:
    """Run the function again and again, as a tick does; a lease of the dead ends by itself."""
    for _ in range(deaths):
        try:
            told = partners.deliver(seconds=3.0)
        except Killed:
            told = {}
        partners.now.advance(31)
        if told and not told["delivered"] and not told["failed"]:
            return
    raise AssertionError("it does not end")


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_a_point_loses_nothing_and_keeps_the_order(partners: Partners, point: str) -> None:
    _, partner = partners.register()
    chance = Random(3)
    partner.answers = lambda told: BROKEN if chance.random() < 0.1 else TAKEN
    mortal = Mortal(point)
    partners.ports = replace(partners.ports, crash=mortal)
    written = write(partners, 10)

    until_done(partners)
    # What was not taken again and again is tried again and again, each time later.
    for _ in range(5):
        partners.now.advance(24 * 3600)
        until_done(partners)

    assert mortal.deaths >= 3
    assert partner.versions() == {str(number): [*range(1, 11)] for number in range(KEYS)}
    ids = Counter(id_ for id_, _ in partner.taken)
    assert len(ids) == written


def test_a_second_function_beside_it_tells_nothing_out_of_order(partners: Partners) -> None:
    _, partner = partners.register()
    write(partners, 3)
    (lane,) = partners.ports.webhook_queue.claim(uuid4(), partners.now(), partners.now())

    partners.deliver()

    assert partner.versions() == {str(number): [1, 2, 3] for number in range(KEYS)}
    with pytest.raises(LeaseLost, match="somebody else"):
        partners.ports.webhook_queue.take(lane, "live", (), {})


def test_thousands_are_told_once_each_and_in_order(partners: Partners) -> None:
    _, partner = partners.register()
    written = write(partners, 100)

    until_done(partners)

    assert written == 2000
    assert len(partner.taken) == len({id_ for id_, _ in partner.taken}) == written
    assert partner.versions() == {str(number): [*range(1, 101)] for number in range(KEYS)}


def test_a_dead_partner_keeps_no_other_waiting(partners: Partners) -> None:
    _, dead = partners.register("https://dead.example/")
    _, partner = partners.register()
    dead.answers = lambda told: BROKEN
    written = write(partners, 20)

    partners.deliver(seconds=20.0)

    assert len(partner.taken) == written
    # It was asked ten times, and rested.
    assert len(dead.came) < 40


def test_whatever_one_exchange_raises_is_a_failed_try_of_its_own_and_touches_nobody_else(partners: Partners) -> None:
    def breaks(told: dict[str, object]) -> Sent:
        raise OverflowError("date value out of range")

    broken, odd = partners.register("https://odd.example/")
    sound, partner = partners.register()
    odd.answers = breaks
    partners.put(1, "a")

    told = partners.deliver(seconds=0.5)

    assert told == {"webhooks": 2, "delivered": 1, "failed": 1}
    (delivery,) = partners.deliveries(broken)
    assert (delivery["state"], delivery["tries"]) == ("waiting", 1)
    assert delivery["error"] == "the exchange broke: OverflowError"
    assert [each["state"] for each in partners.deliveries(sound)] == ["delivered"]
    assert [id_ for id_, _ in partner.came] == [id_ for id_, _ in partner.taken]
    odd.answers = lambda told: TAKEN
    partners.now.advance(6)
    assert partners.deliver()["delivered"] == 1


@pytest.mark.parametrize(
    "url", ["https://a..example.com/", "https://.example.com/", f"https://{'a' * 64}.example.com/"]
)
def test_a_webhook_whose_host_is_no_name_is_not_made(partners: Partners, url: str) -> None:
    sent = partners.client.post(HOOKS, {"url": url, "events": ["*"]})

    (problem,) = sent.json["errors"]
    assert (sent.status, problem["code"], problem["path"]) == (422, "constraint_violated", "/url")
    assert "labels of 1 to 63" in problem["message"]
