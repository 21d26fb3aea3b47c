"""Forms as they come, and what is said to programs."""

from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec

from local.host.front.gateway import Response
from local.host.front.refusals import JSON

MOST_FIELDS = 40
Form = Mapping[str, str]
_UNKEPT = [JSON, (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


def form(text: str) -> Form:
    """Read a form; what is there twice counts for nothing, as if it were missing, and so does a form without end."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    times = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if times[name] == 1}


def sent(where: str) -> Response:
    """Send a browser on."""
    headers = [(b"location", where.encode("latin-1")), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    return Response(status=303, headers=headers, body=b"")


def told(answer: Mapping[str, object]) -> Response:
    """Answer in JSON, which nobody keeps."""
    return Response(status=200, headers=[*_UNKEPT], body=msgspec.json.encode(answer))


def declined(code: str, message: str, *, status: int = 400) -> Response:
    """Refuse in OAuth's words."""
    body = msgspec.json.encode({"error": code, "error_description": message})
    return Response(status=status, headers=[*_UNKEPT], body=body)
