"""Pages of lists that are whole, and where the next part is of a body that is not in the envelope."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import urlencode

from functions.api.queries.parameters import CURSOR, LIMIT
from functions.api.queries.reading import Reading
from spice.application.queries.cursor import digest
from spice.application.queries.pages import slice_of
from spice.entrypoints.http.request import Request

Row = TypeVar("Row")
Told = TypeVar("Told")
PAGED = (LIMIT, CURSOR)


def page_of(
    reading: Reading,
    request: Request,
    rows: Iterable[Row],
    key: Callable[[Row], list[str]],
    tell: Callable[[Row], Told],
    *question: object,
    most: int = 50,
) -> tuple[list[Told], str | None]:
    """Cut the page that is asked for, and write where the next begins; `question`: what tells the list from others;
    `most`: how many rows a page has where it is not said."""
    limit, cursor = request.query.whole("limit", most, lowest=1, highest=1000), request.query.one("cursor")
    return slice_of(rows, key, tell, reading.cursors, digest(*question), cursor=cursor, limit=limit)


def next_part(request: Request, cursor: str) -> dict[str, str]:
    """Write where the next part of a body that is not in the envelope is: the same question behind a cursor."""
    given = [(name, value) for name in request.query.names for value in request.query.all(name)]
    kept = [(name, value) for name, value in given if name not in ("cursor", "after")]
    link = f'<{request.url}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'
    return {"Link": link, "X-Next-Cursor": cursor}
