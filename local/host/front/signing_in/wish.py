"""What a client asks of `authorize`, and what of it is refused: to the person's face, or by sending them back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from infra.catalogue.console import CLIENT
from local.host.front.signing_in.codes import CHALLENGE

NAMES = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
)
ASKS = {"login", "select_account", "consent"}
"""Values of `prompt` with which nobody is signed in unasked."""


class NotOurs(Exception):
    """Nobody we know asks, or would have the answer sent where we never send one: no redirect may follow."""


class Declined(Exception):
    """Asked for by whom we know, and not to be had; `code` is OAuth's word for it."""

    def __init__(self, wish: "Wish", code: str, message: str) -> None:
        super().__init__(message)
        self.wish, self.code = wish, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request for a code."""

    asked: Mapping[str, str]

    @property
    def redirect(self) -> str:
        """Where the answer goes."""
        return self.asked["redirect_uri"]

    @property
    def asks(self) -> bool:
        """Whether the person is to be asked in any case."""
        return bool(ASKS & set(self.asked.get("prompt", "").split()))

    def back(self, issuer: str, **told: str) -> str:
        """Write where the browser is sent with an answer."""
        state = {"state": self.asked["state"]} if "state" in self.asked else {}
        return f"{self.redirect}?{urlencode({**told, **state, 'iss': issuer})}"


def read_wish(given: Mapping[str, str], redirects: Collection[str]) -> Wish:
    """Read a request; redirect addresses are compared letter by letter. Raises NotOurs, Declined."""
    asked = {name: given[name] for name in NAMES if name in given}
    if asked.get("client_id") != CLIENT:
        raise NotOurs(f"the one client of this issuer is {CLIENT}")
    if asked.get("redirect_uri") not in redirects:
        raise NotOurs("this issuer sends nobody to this redirect_uri")
    wish = Wish(asked=asked)
    if asked.get("response_type") != "code":
        raise Declined(wish, "unsupported_response_type", "response_type is code")
    if "openid" not in asked.get("scope", "").split():
        raise Declined(wish, "invalid_scope", "scope holds openid")
    if asked.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise Declined(wish, "invalid_request", "a code is given for a code_challenge by S256 alone")
    if "none" in asked.get("prompt", "").split():
        raise Declined(wish, "login_required", "somebody has to be asked")
    return wish
