"""Where the next part is of a body that is not in the envelope."""

from urllib.parse import urlencode

from spice.entrypoints.http.request import Request


def next_part(request: Request, cursor: str) -> dict[str, str]:
    """Write where the next part of a body that is not in the envelope is: the same question behind a cursor."""
    given = [(name, value) for name in request.query.names for value in request.query.all(name)]
    kept = [(name, value) for name, value in given if name not in ("cursor", "after")]
    link = f'<{request.url}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'
    return {"Link": link, "X-Next-Cursor": cursor}
