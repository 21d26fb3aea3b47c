"""Cross-origin requests: who may read answers in a browser, and which headers it shows."""

from collections.abc import Mapping, Sequence

from aws_lambda_powertools.event_handler import CORSConfig

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_EXPOSED = [
    "ETag",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-Id",
    "Idempotency-Replayed",
    "Preference-Applied",
]
ACCEPTED = [
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
    "X-Request-Id",
    "traceparent",
    "Content-Encoding",
]


def cors_of(origins: Sequence[str]) -> CORSConfig | None:
    """Make the rules for the origins of the settings; None when there are none."""
    if not origins:
        return None
    return CORSConfig(
        allow_origin=origins[0],
        extra_origins=list(origins[1:]),
        allow_headers=ACCEPTED,
        expose_headers=_EXPOSED,
        max_age=600,
    )


def shown_to(cors: CORSConfig, headers: Mapping[str, str]) -> dict[str, str]:
    """Say to a browser that a page of this origin may read the answer."""
    origin = cors.allowed_origin(headers["origin"]) if "origin" in headers else None
    return {} if origin is None else cors.to_dict(origin)


def preflight(cors: CORSConfig | None, headers: Mapping[str, str]) -> dict[str, str]:
    """Answer what a browser asks before it sends a request: the same path may have methods in another function."""
    shown = {} if cors is None else shown_to(cors, headers)
    return {**shown, "Access-Control-Allow-Methods": METHODS, "Vary": "Origin"} if shown else {}
