"""Who signs people in to a stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An OpenID issuer: one of ours, or another."""

    url: str
    audience: str
    jwks_url: str
    console: str
    """The console's client there, which has no secret: a code with PKCE, back to ORIGIN/signed-in."""
    asked: tuple[str, ...] = ()
    """Origins that tokens are asked of."""

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom tokens may be for."""
        return tuple(dict.fromkeys((self.audience, self.console)))
