"""A database whose log is in trouble keeps no partner of another one waiting, and its shard is set apart."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from spice.messages.event import Event
from spice.ports.errors import BrokenChain, PortError, Transient
from tests.webhooks.partners import SECRET, Partner, Partners

THEIRS = "https://other.example/hooks"
BROKEN = BrokenChain(1, "instance-0000", 1, "it is not the one that was sealed")


@pytest.fixture
def other(partners: Partners) -> Partner:
    """A partner of another database, with five events to be told of."""
    client = partners.client
    client.post("/database", {"name": "sea"})
    partners.settle()
    partner = partners.sender.partners[THEIRS] = Partner(THEIRS, partners.now)
    body = {"url": THEIRS, "events": ["GrantSet"], "secret": SECRET}
    assert client.call("POST", "/database/sea/webhooks", body, headers={"Prefer": "wait=0"}).status == 202
    partners.settle()
    for number in range(5):
        client.put(f"/database/sea/grants/guest{number}", {"role": "viewer"})
        partners.settle()
    return partner


@pytest.mark.parametrize("trouble", [BROKEN, Transient("s3", "away")])
def test_the_partner_of_another_database_is_told_everything(
    partners: Partners, other: Partner, trouble: PortError, monkeypatch: pytest.MonkeyPatch
) -> None:
    partners.register()
    partners.put(1, "a")
    air = next(each.uuid for each in partners.ports.directory.databases(subject=None) if each.name == "air")
    feed = partners.ports.feed
    after = feed.after

    def broken(database: UUID, positions: dict[str, tuple[int, int, int]], *, limit: int) -> Sequence[Event]:
        if database == air:
            raise trouble
        return after(database, positions, limit=limit)

    monkeypatch.setattr(feed, "after", broken)
    with pytest.raises(type(trouble)):
        partners.deliver(seconds=5)

    assert len(other.taken) == 5
    apart = [each.shard for each in partners.ports.quarantine.all()]
    assert apart == (["instance-0000"] if trouble is BROKEN else [])
