"""Families grow while commands flow and parts are killed; afterwards everything accepted is there, once."""

import time
from collections import Counter

import pytest

from tests.support.stand.client import Client
from tests.support.stand.kills import kill
from tests.support.stand.load import Pour, Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
DEATHS = ("grow.after_drained", "grow.after_pause", "grow.after_put", "grow.after_topics")
SECONDS = 120.0


def grow(client: Client, family: str) -> str:
    """Ask for one more partition; answers the job."""
    row = next(each for each in client.insist("GET", "/admin/partitions").data if each["family"] == family)
    asked = client.insist("POST", f"/admin/partitions/{family}/grow", {"to": row["partitions"] + 1})
    assert asked.status == 202, asked
    return str(asked.data["job_id"])


def wait_for(client: Client, job: str) -> None:
    """Wait until a job is done."""
    until = time.monotonic() + SECONDS
    while (told := client.insist("GET", f"/admin/jobs/{job}").data)["state"] != "COMPLETED":
        assert told["state"] != "FAILED", told
        assert time.monotonic() < until, told
        time.sleep(0.2)


def test_a_grower_that_dies_at_every_step_loses_and_doubles_nothing(stand: Stand, poured: Poured) -> None:
    before = poured.commands

    with Pour(stand, poured, seed=31):
        for point in DEATHS:
            stand.arm(point)
            wait_for(stand.admin(), grow(stand.admin(), "instance"))
            assert not stand.armed(point), f"nobody passed {point}"

    assert poured.commands > before
    prove(stand, poured)
    closed = Counter(each.generation for each in stand.segments.values() if "closes" in each.header)
    assert len(closed) >= len(DEATHS)


def test_both_families_grow_while_parts_are_killed(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=32):
        for family in ("ontology", "instance"):
            job = grow(stand.admin(), family)
            for name in ("instance-worker", "relay", "maintenance"):
                time.sleep(0.3)
                kill(stand, name)
            wait_for(stand.admin(), job)

    prove(stand, poured)
