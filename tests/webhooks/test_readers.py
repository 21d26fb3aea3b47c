"""Who may read of webhooks: owners. Viewers are told that there was an event, and no more, at every door."""

from typing import Any

import pytest

from tests.support.api_client import ApiClient
from tests.webhooks.partners import HOOKS, URL, Partners

DB = "/database/air"
OTHER = "https://partner.example/other"
SECRETS = [URL, OTHER, "our partner", "theirs"]


@pytest.fixture
def registered(partners: Partners) -> Partners:
    """A webhook that was registered, changed and given another secret; park may read the database."""
    id_, _ = partners.register(description="our partner")
    partners.write("PATCH", f"{HOOKS}/{id_}", {"url": OTHER, "description": "theirs"})
    partners.write("POST", f"{HOOKS}/{id_}/rotate", {})
    partners.air.write("PUT", f"{DB}/grants/park", {"role": "editor"})
    partners.client.post("/admin/verify")
    partners.air.platform.maintain()
    return partners


def events(client: ApiClient, door: str) -> dict[str, dict[str, Any]]:
    """Read what a door tells of webhooks, by the type of events."""
    return {row["type"]: row for row in client.get(f"{DB}/{door}").data if row["type"].startswith("Webhook")}


@pytest.mark.parametrize("door", ["events", "audit"])
def test_who_is_no_owner_is_told_which_webhook_and_nothing_of_it(registered: Partners, door: str) -> None:
    told = events(registered.air.platform.client("park"), door)

    assert [*told] == ["WebhookRegistered", "WebhookChanged", "WebhookRotated"]
    assert all(set(row["data"]) == {"id"} for row in told.values())
    assert not any(secret in str(told) for secret in SECRETS)


@pytest.mark.parametrize("door", ["events", "audit"])
def test_an_owner_is_told_all_but_the_secret(registered: Partners, door: str) -> None:
    told = events(registered.client, door)

    assert all(secret in str(told) for secret in SECRETS)
    assert not any("secret" in row["data"] for row in told.values())


def test_an_event_of_a_webhook_is_proven_to_owners_alone(registered: Partners) -> None:
    owner, park = registered.client, registered.air.platform.client("park")
    row = events(owner, "events")["WebhookRegistered"]
    path = f"{DB}/events/{row['event_id']}/proof"

    refused = [park.get(path), park.get(f"{path}?command={row['command_id']}")]

    assert [answer.codes for answer in refused] == [["forbidden"]] * 2
    assert owner.get(path).status == 200
