"""Partners that take what they are told, or do not; every delivery is verified as a stranger would."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook

from spice.adapters.memory.http_sender import MemoryHttpSender
from spice.application.ground.ontologies import OntologyCache
from spice.application.webhooks.deliver_webhooks import DeliverWebhooks
from spice.ports.http_sender import Sent
from tests.flow.conftest import Air
from tests.support.api_client import ApiClient
from tests.support.memory_platform import Clock

SECRET = "whsec_" + b64encode(b"s" * 32).decode()
URL = "https://partner.example/hooks"
HOOKS = "/database/air/webhooks"
TAKEN, BROKEN = Sent(status=204), Sent(status=500, answer="no")
Answers = Callable[[dict[str, Any]], Sent]


@dataclass
class Partner:
    """Remembers what came, in order; `answers` says how it is taken."""

    url: str
    now: Clock
    secrets: Sequence[str] = (SECRET,)
    answers: Answers = lambda told: TAKEN
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Message id and body of every request, taken or not."""
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Take a request."""
        told = json.loads(body)
        assert len(body) <= 20 * 1024
        assert set(told) == {"type", "timestamp", "data"}
        with self.lock:
            for secret in self.secrets:
                verified(secret, headers, body)
            self.headers.append(headers)
            self.came.append((headers["webhook-id"], told))
            sent = self.answers(told)
            if sent.status is not None and 200 <= sent.status < 300:
                self.taken.append((headers["webhook-id"], told))
            return sent

    def versions(self) -> dict[str, list[int]]:
        """What was taken first of each instance, in order."""
        seen: set[str] = set()
        found: dict[str, list[int]] = {}
        for id_, told in self.taken:
            if id_ not in seen and "id" in told["data"]:
                seen.add(id_)
                found.setdefault(told["data"]["id"], []).append(told["data"]["version"])
        return found


def verified(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Verify with the published library, whose own clock says how old a message may be: ours is another one.

    What is checked by a public key it does not know: that is done as the specification has it.
    """
    if secret.startswith("whpk_"):
        verified_by_public(secret, headers, body)
        return
    hook = Webhook(secret)
    signed = hook.sign(
        headers["webhook-id"], datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC), body.decode()
    )
    assert signed in headers["webhook-signature"].split(" ")


def verified_by_public(public: str, headers: Mapping[str, str], body: bytes) -> None:
    """Verify that one of the signatures is that of a key."""
    key = Ed25519PublicKey.from_public_bytes(b64decode(public.removeprefix("whpk_"), validate=True))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signatures = [each.partition(",") for each in headers["webhook-signature"].split(" ")]
    for kind, _, signature in signatures:
        if kind == "v1a":
            with suppress(InvalidSignature):
                return key.verify(b64decode(signature, validate=True), content)
    raise AssertionError("no signature is that of the key")


class Partners:
    """Registers partners and delivers by hand."""

    def __init__(self, air: Air, now: Clock) -> None:
        self.air, self.now, self.ports = air, now, air.platform.ports
        assert isinstance(self.ports.sender, MemoryHttpSender)
        self.sender = self.ports.sender

    @property
    def client(self) -> ApiClient:
        """The owner's hands, with a token of now."""
        return self.air.platform.client("kim", roles=["admin"])

    def register(self, url: str = URL, **body: Any) -> tuple[UUID, Partner]:
        """Register a partner that takes everything."""
        partner = self.sender.partners[url] = Partner(url, self.now)
        given = {"url": url, "events": ["*"], "secret": SECRET, **body}
        made = self.write("POST", HOOKS, {name: value for name, value in given.items() if value is not None})
        if made["public_key"] is not None:
            partner.secrets = (made["public_key"],)
        return UUID(made["id"]), partner

    def write(self, method: str, path: str, body: object = None) -> Any:
        """Send a write that is answered directly; here the worker runs between two tries of one request."""
        headers = {"Idempotency-Key": str(uuid4()), "Prefer": "wait=0"}
        first = self.client.call(method, path, body, headers=headers)
        assert first.status == 202, first.body
        self.settle()
        again = self.client.call(method, path, body, headers=headers | {"Prefer": "wait=1"})
        assert again.status in (200, 201), again.body
        assert again.headers["Idempotency-Replayed"] == "true"
        return again.data

    def settle(self) -> None:
        """Let everything happen but deliveries."""
        self.air.platform.settle(but=("webhooks",))

    def put(self, number: int, note: str) -> None:
        """Write a flight."""
        sent = self.client.put(f"/database/air/instances/Flight/{number}", {"data": {"number": number, "note": note}})
        assert sent.status == 202, sent.body
        self.settle()

    def deliver(self, *, seconds: float = 35.0, waits: bool = False) -> dict[str, int]:
        """Run the function once; `waits`: whether it waits for what is due soon."""
        deliver = DeliverWebhooks(
            self.ports,
            OntologyCache(self.ports.ontology),
            new_lease=uuid4,
            chance=lambda: 0.5,
            pause=self.now.advance if waits else lambda _: self.now.advance(100),
        )
        return deliver(seconds=seconds)

    def row(self, id_: UUID) -> Any:
        """Read a webhook."""
        return self.client.get(f"{HOOKS}/{id_}").data

    def deliveries(self, id_: UUID, **query: str) -> list[Any]:
        """List its deliveries."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        found: list[Any] = self.client.get(f"{HOOKS}/{id_}/deliveries?{asked}").data
        return found
