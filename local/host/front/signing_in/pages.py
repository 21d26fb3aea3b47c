"""The pages that a person sees on the way in: no script in them, and no frame around them."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from local.host.front.gateway import Response
from local.host.front.signing_in.wish import Wish

FOLDER = Path(__file__).parent
PARTS = {"page.js": b"text/javascript; charset=utf-8", "page.css": b"text/css; charset=utf-8"}
_PAGE = Template((FOLDER / "page.html").read_text())
_OPENED = (FOLDER / "opened.html").read_bytes()
_PARTS = {name: (FOLDER / name).read_bytes() for name in PARTS}
USUAL = "local"
"""Who a person is when nobody is said, as on the command line."""
HTML = (b"content-type", b"text/html; charset=utf-8")
GUARDED = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not no-referrer: a form's origin would be hidden too, and it is looked at.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


def part(name: str) -> Response | None:
    """A script or style of the pages; None where there is none of this name."""
    if name not in PARTS:
        return None
    return Response(status=200, headers=[(b"content-type", PARTS[name]), *GUARDED], body=_PARTS[name])


def opened() -> Response:
    """The page on which `spice open` arrives: the code is behind the #, which no server is sent."""
    return Response(status=200, headers=[HTML, _policy(), *GUARDED], body=_OPENED)


def asking(
    wish: Wish, redirects: Sequence[str], *, at_once: bool, user: str = USUAL, admin: bool = True, told: str = ""
) -> Response:
    """The page that asks who, and for whom where that is not our console, which is the first of `redirects`; `told`
    says why what was shown was refused."""
    elsewhere = "" if wish.redirect == redirects[0] else _origin(wish.redirect)
    fields = {
        "hidden": "\n".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in wish.asked.items()
        ),
        "told": escape(told),
        "elsewhere": escape(elsewhere),
        "asked_by": "another" if elsewhere else "console",
        # Whoever is brought here while typing does not say yes by a key.
        "focus": "" if elsewhere else " autofocus",
        "user": escape(user),
        "admin": " checked" if admin else "",
        "at_once": "yes" if at_once and not told else "no",
        "refused": "yes" if told else "no",
    }
    status = 403 if told else 200
    headers = [HTML, _policy(redirects), *GUARDED]
    return Response(status=status, headers=headers, body=_PAGE.substitute(fields).encode())


def refused(message: str) -> Response:
    """Say to a person why nothing happens."""
    body = f"<!doctype html><meta charset=utf-8><title>Not signed in</title><p>Not signed in: {escape(message)}."
    return Response(status=400, headers=[HTML, _policy(), *GUARDED], body=body.encode())


def _policy(redirects: Sequence[str] = ()) -> tuple[bytes, bytes]:
    # A browser holds the redirect that answers a form to the form's own rule.
    origins = dict.fromkeys(map(_origin, redirects))
    rules = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        " ".join(["form-action 'self'", *origins]),
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    return b"content-security-policy", "; ".join(rules).encode()


def _origin(redirect: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(redirect))
