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
_ACCEPTED = [
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
        allow_headers=_ACCEPTED,
        expose_headers=_EXPOSED,
        max_age=600,
    )


def preflight(cors: CORSConfig | None, headers: Mapping[str, str]) -> dict[str, str]:
    """Answer what a browser asks before it sends a request.

    Powertools would name the methods of this function's routes only; the same path may have others elsewhere.
    """
    origin = cors.allowed_origin(headers.get("origin", "")) if cors else None
    if cors is None or origin is None:
        return {}
    return {**cors.to_dict(origin), "Access-Control-Allow-Methods": METHODS, "Vary": "Origin"}
