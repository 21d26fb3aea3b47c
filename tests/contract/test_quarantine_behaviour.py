"""Shards that are set apart, on the twin and on PostgreSQL."""

from datetime import timedelta

import pytest

from spice.application.ground.set_apart import quarantining
from spice.ports.errors import BrokenChain
from tests.contract.conftest import Stores

SHARD = "instance-0003"


def test_a_shard_is_set_apart_at_the_place_that_was_found_last(stores: Stores) -> None:
    quarantine = stores.ports.quarantine
    quarantine.put(BrokenChain(1, SHARD, 7, "it is gone"))
    since = quarantine.all()[0].since

    quarantine.put(BrokenChain(1, SHARD, 4, "it is altered"))

    [held] = quarantine.all()
    assert (held.shard, held.sequence, held.reason, held.since) == (SHARD, 4, "it is altered", since)


def test_what_was_seen_before_a_repair_is_not_held_against_it(stores: Stores) -> None:
    quarantine, broken = stores.ports.quarantine, BrokenChain(1, SHARD, 4, "it is gone")

    def look() -> None:
        quarantine.put(broken)
        quarantine.lift(SHARD)
        raise broken

    with pytest.raises(BrokenChain), quarantining(quarantine):
        look()

    assert quarantine.all() == []


def test_what_is_seen_after_a_repair_counts_and_so_does_another_shard(stores: Stores) -> None:
    quarantine, before = stores.ports.quarantine, stores.ports.quarantine.now() - timedelta(minutes=1)
    quarantine.lift(SHARD)
    other = BrokenChain(1, "instance-0004", 2, "it is gone")

    quarantine.put(other, looked_at=before)
    with pytest.raises(BrokenChain), quarantining(quarantine):
        raise BrokenChain(1, SHARD, 4, "it is gone")

    assert [each.shard for each in quarantine.all()] == [SHARD, "instance-0004"]
