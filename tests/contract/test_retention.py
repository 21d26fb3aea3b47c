"""What is past its time goes, but what says how something ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from spice.domain.instance_migration import MigrateInstance
from spice.messages.event import Position
from spice.ports.webhook_queue import Delivery
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered, command, created, done
from tests.support.memory_platform import START


@pytest.mark.services
def test_that_a_migration_has_ended_is_known_however_long_ago(real: Stores) -> None:
    kind = MigrateInstance.__name__
    outcomes = [
        done("a"),
        done("one", type=kind, key=f"{DATABASE}:thing:a"),
        done("end", type=kind, key=f"{DATABASE}:fence"),
    ]
    Writer(real).write(created("a"), outcomes=outcomes, at=START)

    expired = real.ports.retention.expire()

    left = real.ports.commands.states([command(name) for name in ("a", "one", "end")])
    assert (expired["commands"], [each.id for each in left]) == (2, [command("end")])


@pytest.mark.parametrize("ended", ["webhook", "database"])
def test_what_webhooks_are_to_be_told_goes_with_them(stores: Stores, ended: str) -> None:
    ports, hook = stores.ports, UUID(int=7)
    writer = Writer(stores, shard="ontology-0000")
    writer.write(administered("DatabaseCreated", "databases", uuid=str(DATABASE), name="air", settings={}))
    said: dict[str, Any] = {"id": str(hook), "url": "https://a.example/", "events": ["*"], "secret": "sealed"}
    writer.write(administered("WebhookRegistered", str(DATABASE), **said))
    (lane,) = ports.webhook_queue.claim(uuid4(), START, START + timedelta(seconds=30))
    position = Position(generation=1, shard="instance-0000", sequence=1)
    waits = Delivery(event_id=UUID(int=1), type="GrantSet", key="a", at=START, position=position, payload=b"{}")
    ports.webhook_queue.take(lane, "live", [waits], {})
    before = ports.retention.expire()
    if ended == "webhook":
        writer.write(administered("WebhookDeleted", str(DATABASE), id=str(hook)))
    else:
        writer.write(administered("DatabaseDeleted", "databases", uuid=str(DATABASE)))

    gone, again = ports.retention.expire(), ports.retention.expire()
    lanes = ports.webhook_queue.claim(uuid4(), START, START + timedelta(seconds=30))

    kinds = ("deliveries_of_gone_webhooks", "states_of_gone_webhooks", "walks_of_gone_webhooks")
    assert [[told[kind] for kind in kinds] for told in (before, gone, again)] == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert (list(lanes), ports.deliveries.find(hook, UUID(int=1))) == ([], None)
    assert ports.retention.expire()["states_of_gone_webhooks"] == 0
