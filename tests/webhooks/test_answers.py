"""Webhooks are answered directly with what they leave; a dry run says the same, and does nothing."""

from typing import Any

from tests.webhooks.partners import HOOKS, URL, Partners


def would(partners: Partners, method: str, path: str, body: object = None) -> Any:
    said = partners.client.call(method, f"{path}?dry_run=true", body)
    assert said.status == 200, said.body
    return said.data


def test_the_end_is_answered_with_what_it_left(partners: Partners) -> None:
    id_, _ = partners.register()
    ended = partners.write("DELETE", f"{HOOKS}/{id_}")
    assert ended == {"id": str(id_), "version": 2, "deleted": True, "changed": True}


def test_a_dry_run_tells_what_a_registration_would_leave(partners: Partners) -> None:
    said = would(partners, "POST", HOOKS, {"url": URL, "events": ["GrantSet"]})
    assert said["result"]["url"] == URL
    assert said["result"]["state"] == "active"
    assert "secret" not in said["result"]
    assert {"path": "/events", "before": None, "after": ["GrantSet"]} in said["diff"]
    assert partners.client.get(HOOKS).data == []


def test_a_dry_run_tells_what_would_differ(partners: Partners) -> None:
    id_, _ = partners.register()
    said = would(partners, "PATCH", f"{HOOKS}/{id_}", {"description": "of the night"})
    assert said["result"]["description"] == "of the night"
    assert said["result"]["version"] == 2
    assert said["diff"] == [{"path": "/description", "before": "", "after": "of the night"}]
    paused = would(partners, "POST", f"{HOOKS}/{id_}/pause")
    assert paused["diff"] == [{"path": "/state", "before": "active", "after": "paused"}]
    ended = would(partners, "DELETE", f"{HOOKS}/{id_}")
    assert ended["result"] == {"id": str(id_), "version": 2, "deleted": True, "changed": True}
    assert {"path": "/url", "before": URL, "after": None} in ended["diff"]
    assert partners.row(id_)["version"] == 1


def test_a_dry_run_of_nothing_changes_nothing(partners: Partners) -> None:
    id_, _ = partners.register()
    said = would(partners, "PATCH", f"{HOOKS}/{id_}", {"description": ""})
    assert (said["changed"], said["diff"], said["result"]["version"]) == (False, [], 1)
