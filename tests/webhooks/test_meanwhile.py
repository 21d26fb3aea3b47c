"""What happens to a webhook while it is delivered for: it is resumed, a shard is set apart."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from spice.application.ground.ontologies import OntologyCache
from spice.application.webhooks.lane_run import LaneRun
from spice.application.webhooks.take_in import TakeIn
from spice.domain.webhooks.schedule import Health
from spice.ports.errors import BrokenChain
from tests.webhooks.partners import HOOKS, Partners


def test_a_resume_while_it_delivers_is_not_undone_by_what_is_in_the_air(partners: Partners) -> None:
    partners.register()
    queue = partners.ports.webhook_queue
    (lane,) = queue.claim(uuid4(), partners.now(), partners.now() + timedelta(seconds=30))
    sick = Health(failures=19, failing_since=partners.now(), tries=19)
    take_in = TakeIn(partners.ports, OntologyCache(partners.ports.ontology))
    run = LaneRun(replace(lane, health=sick), (), partners.ports, partners.sender, take_in, lambda: 0.5)

    run.renew(replace(lane, webhook=replace(lane.webhook, resumed=1)), ())

    assert vars(run)["_health"] == Health()


@pytest.mark.parametrize(("behind", "told"), [(3, ["1"]), (10, [])])
def test_what_came_after_the_registration_is_told_though_a_clock_is_behind(
    partners: Partners, behind: int, told: list[str]
) -> None:
    partners.put(2, "before")
    partners.now.advance(60)
    _, partner = partners.register()
    partners.now.advance(-behind)
    partners.put(1, "after")
    partners.now.advance(behind + 1)

    partners.deliver()

    assert list(partner.versions()) == told


def test_a_replay_waits_for_the_shard_that_is_set_apart(partners: Partners) -> None:
    id_, partner = partners.register()
    partners.put(1, "a")
    partners.deliver()
    began = partners.now().isoformat()
    quarantine = partners.ports.quarantine
    shard = next(head.shard for head in partners.ports.model.heads().values() if head.shard.startswith("instance"))
    quarantine.put(BrokenChain(1, shard, 1, "it is another"))
    sent = partners.client.post(f"{HOOKS}/{id_}/replay", {"from": "2000-01-01T00:00:00Z", "to": began})
    assert sent.status in (200, 202), sent.body
    partners.deliver()
    apart = [told["data"]["id"] for _, told in partner.taken if "id" in told["data"]]
    quarantine.lift(shard)

    partners.deliver()

    again = [told["data"]["id"] for _, told in partner.taken if "id" in told["data"]]
    assert (apart, again) == (["1"], ["1", "1"])
