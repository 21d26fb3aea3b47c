"""What the console and whoever serves it agree on: its client, its places, and what its pages may do."""

from collections.abc import Iterable
from mimetypes import guess_type

from infra.catalogue.names import LOGIN_PATH

CLIENT = "console"
"""Its name at the platform's own issuer; another issuer has a name of its own for it."""
INDEX, CONFIGURATION = "index.html", "config.json"
ASSETS = "assets/"
"""Files whose names change with what is in them."""
FOR_EVER, ASKED_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"
DAYS_OF_OLD_ASSETS = 30
"""How long a page that was opened before a release finds its parts."""
BESIDE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What is sent with every file of it, beside the policy."""


def media_type(name: str) -> str:
    """Tell what kind of file it is."""
    kind = "text/javascript" if name.endswith((".js", ".mjs")) else guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def kept_for(name: str) -> str:
    """Tell for how long a browser may keep it."""
    return FOR_EVER if name.startswith(ASSETS) else ASKED_EACH_TIME


def redirect(origin: str) -> str:
    """Write where an issuer sends a browser back to."""
    return f"{origin}{LOGIN_PATH}"


def content_security_policy(asked: Iterable[str]) -> str:
    """Write what its pages may do; `asked`: origins beside their own that they talk to."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            " ".join(["connect-src 'self'", *asked]),
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types spice-worker",
        ]
    )
