"""The endpoints of the platform's own issuer, as OpenID Connect names them: a code with PKCE, and no other way."""

import time
from collections.abc import Callable, Mapping, Sequence

from infra.catalogue import names
from infra.catalogue.console import CLIENT, redirect
from local.folder.issuer import ALGORITHM, Issuer
from local.host.front.gateway import Response
from local.host.front.signing_in import pages
from local.host.front.signing_in.codes import Codes, Grant
from local.host.front.signing_in.proofs import NoProof, Person, Proofs
from local.host.front.signing_in.saying import Form, declined, form, sent, told
from local.host.front.signing_in.wish import Declined, NotOurs, Wish, read_wish

AUTHORIZE, TOKEN, SESSION = "/oauth/authorize", "/oauth/token", "/oauth/session"
TOKEN_SECONDS = 3600
LONGEST_NAME = 255


class SignIn:
    """Signs in, as anybody, whoever shows that the data folder is theirs."""

    def __init__(
        self, issuer: Issuer, origin: str, elsewhere: Sequence[str] = (), clock: Callable[[], float] = time.time
    ) -> None:
        """`elsewhere`: origins whose pages may ask the API, and so may have people signed in."""
        self._issuer, self._clock = issuer, clock
        self.origin, self._elsewhere = origin, elsewhere
        self._home = redirect(origin)
        self._redirects = (self._home, *map(redirect, elsewhere), *names.login_urls())
        self._proofs, self._codes = Proofs(issuer, clock), Codes(clock)

    def origins(self, path: str) -> Sequence[str]:
        """Name whose pages may post here: our own; for a code that they got, those that may ask the API as well."""
        return (self.origin, *self._elsewhere) if path == TOKEN else (self.origin,)

    def get(self, path: str, query: str) -> Response | None:
        """Answer what a browser or a client looks up; None where there is nothing."""
        match path:
            case "/.well-known/openid-configuration":
                return told(self._discovery())
            case "/oauth/authorize":
                return self._asked(form(query))
            case "/oauth/open":
                return pages.opened()
        return pages.part(path.removeprefix("/oauth/"))

    def post(self, path: str, body: bytes) -> Response | None:
        """Answer a form; None where none is taken."""
        answers = {AUTHORIZE: self._answered, TOKEN: self._redeemed, SESSION: self._opened}
        if (answer := answers.get(path)) is None:
            return None
        try:
            return answer(form(body.decode()))
        except UnicodeDecodeError:
            return declined("invalid_request", "a form is UTF-8")

    def _discovery(self) -> Mapping[str, object]:
        return {
            "issuer": self.origin,
            "authorization_endpoint": self.origin + AUTHORIZE,
            "token_endpoint": self.origin + TOKEN,
            "jwks_uri": f"{self.origin}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid", "email"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "roles"],
            "authorization_response_iss_parameter_supported": True,
        }

    def _asked(self, given: Form) -> Response:
        return self._wished(given, lambda wish: pages.asking(wish, self._redirects, at_once=self._at_once(wish)))

    def _answered(self, given: Form) -> Response:
        return self._wished(given, lambda wish: self._signed_in(wish, given))

    def _wished(self, given: Form, answer: Callable[[Wish], Response]) -> Response:
        try:
            return answer(read_wish(given, self._redirects))
        except NotOurs as stranger:
            return pages.refused(str(stranger))
        except Declined as why:
            back = why.wish.back(self.origin, error=why.code, error_description=str(why))
            return sent(back)

    def _at_once(self, wish: Wish) -> bool:
        """Whether a session is enough: elsewhere somebody else may listen, so a person says yes each time."""
        return wish.redirect == self._home and not wish.asks

    def _signed_in(self, wish: Wish, given: Form) -> Response:
        subject, admin = given.get("user", "").strip(), "admin" in given
        try:
            if not (0 < len(subject) <= LONGEST_NAME and subject.isprintable()):
                raise NoProof(f"a name has 1 to {LONGEST_NAME} printable characters")
            self._prove(given)
        except NoProof as missing:
            why = str(missing)
            return pages.asking(wish, self._redirects, at_once=False, user=subject, admin=admin, told=why)
        grant = Grant(
            client=wish.asked["client_id"],
            redirect=wish.redirect,
            challenge=wish.asked["code_challenge"],
            nonce=wish.asked.get("nonce"),
            person=Person(subject=subject, roles=("admin",) if admin else ()),
        )
        return sent(wish.back(self.origin, code=self._codes.give(grant)))

    def _prove(self, given: Form) -> None:
        if given.get("session"):
            self._proofs.check(given["session"])
        else:
            self._proofs.redeem(_code(given))

    def _opened(self, given: Form) -> Response:
        try:
            person = self._proofs.redeem(_code(given))
        except NoProof as missing:
            return declined("invalid_grant", str(missing), status=403)
        admin = "admin" in person.roles
        return told({"session": self._proofs.session(person), "user": person.subject, "admin": admin})

    def _redeemed(self, given: Form) -> Response:
        if given.get("grant_type") != "authorization_code":
            return declined("unsupported_grant_type", "grant_type is authorization_code")
        if given.get("client_id") != CLIENT:
            return declined("invalid_client", f"the one client of this issuer is {CLIENT}", status=401)
        grant = self._codes.redeem(
            given.get("code", ""),
            client=CLIENT,
            redirect=given.get("redirect_uri", ""),
            verifier=given.get("code_verifier", ""),
        )
        if grant is None:
            return declined("invalid_grant", "this code is not good, or not for whoever brings it")
        return told(self._tokens(grant))

    def _tokens(self, grant: Grant) -> Mapping[str, object]:
        person, now = grant.person, int(self._clock())
        nonce = {} if grant.nonce is None else {"nonce": grant.nonce}
        identity = self._issuer.signed(
            iss=self.origin,
            aud=grant.client,
            sub=person.subject,
            roles=[*person.roles],
            iat=now,
            exp=now + TOKEN_SECONDS,
            **nonce,
        )
        return {
            "access_token": self._issuer.token(person.subject, person.roles, expires_seconds=TOKEN_SECONDS),
            "id_token": identity,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "openid",
        }


def _code(given: Form) -> str:
    """The code, of which `spice open --print` writes a whole address."""
    code = given.get("code", "").strip().rpartition("#")[2]
    if not code:
        raise NoProof("the code that `spice open --print` gives is missing")
    return code
