"""Signatures that a partner checks by a public key: the private one is made here, sealed, and shown to nobody."""

import json
from typing import Any
from uuid import UUID

import pytest

from spice.domain.webhooks.signatures import BOTH_FOR
from tests.webhooks.partners import HOOKS, SECRET, Partners
from tests.webhooks.test_schedule import PAIR

V1A: dict[str, Any] = {"secret": None, "signatures": "v1a"}
DAY = BOTH_FOR.total_seconds()


def kinds(headers: str) -> list[str]:
    return [each.partition(",")[0] for each in headers.split(" ")]


def test_a_partner_checks_by_the_public_key_and_nobody_is_shown_the_private_one(partners: Partners) -> None:
    id_, partner = partners.register(**V1A)
    partners.put(1, "a")

    partners.deliver()
    row = partners.row(id_)

    assert len(partner.taken) == 1
    assert kinds(partner.headers[0]["webhook-signature"]) == ["v1a"]
    assert (row["signatures"], row["public_key"], "secret" in row) == ("v1a", partner.secrets[0], False)
    assert row["public_key"].startswith("whpk_")


def test_a_key_of_the_owners_own_is_taken_and_not_repeated(partners: Partners) -> None:
    body = {"url": "https://own.example/", "events": ["*"], "secret": PAIR[0]}
    made = partners.write("POST", HOOKS, body)

    assert (made["public_key"], made["signatures"]) == (PAIR[1], "v1a")
    assert PAIR[0] not in json.dumps(made)


def test_after_a_rotation_both_keys_sign_for_a_day(partners: Partners) -> None:
    id_, partner = partners.register(**V1A)
    made = partners.write("POST", f"{HOOKS}/{id_}/rotate", {})
    partner.secrets = (made["public_key"], partner.secrets[0])
    partners.put(1, "a")
    partners.deliver()
    partners.now.advance(DAY + 60)
    partner.secrets = (made["public_key"],)
    partners.put(1, "b")
    partners.deliver()

    assert partner.secrets[0] != made["url"]
    assert [kinds(each["webhook-signature"]) for each in partner.headers] == [["v1a", "v1a"], ["v1a"]]
    assert "secret" not in made


def test_a_webhook_changes_from_one_to_the_other_and_both_sign_for_a_day(partners: Partners) -> None:
    id_, partner = partners.register()
    made = partners.write("POST", f"{HOOKS}/{id_}/rotate", {"signatures": "v1a"})
    partner.secrets = (made["public_key"], SECRET)
    partners.put(1, "a")
    partners.deliver()
    back = partners.write("POST", f"{HOOKS}/{id_}/rotate", {"signatures": "v1"})
    partner.secrets = (back["secret"], made["public_key"])
    partners.put(1, "b")
    partners.deliver()

    assert [kinds(each["webhook-signature"]) for each in partner.headers] == [["v1a", "v1"], ["v1", "v1a"]]
    assert (back["signatures"], back["public_key"]) == ("v1", None)
    assert partner.versions() == {"1": [1, 2]}


def test_a_secret_of_the_other_kind_is_refused(partners: Partners) -> None:
    given = {"url": "https://own.example/", "events": ["*"], "signatures": "v1", "secret": PAIR[0]}

    reply = partners.client.post(HOOKS, given)

    assert (reply.status, reply.codes) == (422, ["constraint_violated"])
    assert PAIR[0] not in str(reply.body)


@pytest.mark.parametrize("given", [{"secret": None, "signatures": "v1a"}, {"secret": PAIR[0]}])
def test_no_private_key_is_kept_as_it_is(partners: Partners, given: dict[str, Any]) -> None:
    id_, partner = partners.register(**given)
    partners.put(1, "a")
    partners.deliver()
    found = partners.ports.webhooks.of(UUID(partner.taken[0][1]["data"]["database"]))[id_]

    opened = partners.ports.seal.open(found.secret, of=str(id_))

    assert opened is not None
    assert len(opened) == 32
    assert partners.ports.seal.open(found.secret, of="another") is None
    assert PAIR[0].removeprefix("whsk_")[:20] not in found.secret
