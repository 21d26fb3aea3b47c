"""Bodies of writes of webhooks."""

from typing import Annotated, Any

from pydantic import Field

from functions.api.commands.models import Moment
from spice.domain.bounds import REASON
from spice.domain.webhooks.commands import OnExhausted
from spice.domain.webhooks.endpoints import LONGEST_URL
from spice.domain.webhooks.signatures import Signatures
from spice.entrypoints.http.bodies.body import EdgeModel

Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL, description="https, on port 443 or 8443.")]
Events = Annotated[list[str], Field(min_length=1, max_length=50, description="Types of events; `*`: all there are.")]
Secret = Annotated[
    str,
    Field(
        max_length=128,
        description="`whsec_` and base64 of 24 to 64 bytes; or a private key, `whsk_` and base64 of its 32 bytes, or"
        " of 64 with the public one's.",
    ),
]
Signing = Annotated[
    Signatures,
    Field(
        description="`v1`: an HMAC under a secret that both sides know. `v1a`: Ed25519, checked by a public key alone."
    ),
]
Description = Annotated[str, Field(max_length=REASON, pattern=r"^[^\x00]*$")]


class NewWebhook(EdgeModel):
    """A webhook to register; without `secret` one is made, and told in the answer."""

    url: Url
    events: Events
    secret: Secret | None = Field(None, repr=False)
    signatures: Signing | None = None
    description: Description = ""
    on_exhausted: OnExhausted = "block"


class WebhookPatch(EdgeModel):
    """A merge patch of a webhook; the secret is given by `rotate`."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    on_exhausted: OnExhausted | None = None
    paused: bool | None = None

    def patch(self) -> dict[str, Any]:
        """Give what is to change."""
        return self.model_dump(exclude_none=True)


class Rotating(EdgeModel):
    """The secret to sign with from now on; without one it is made, for `signatures` or those of before."""

    secret: Secret | None = Field(None, repr=False)
    signatures: Signing | None = None


class Replaying(EdgeModel):
    """Which time is told again: events with from <= at < to."""

    since: Moment = Field(alias="from")
    until: Moment | None = Field(None, alias="to")
