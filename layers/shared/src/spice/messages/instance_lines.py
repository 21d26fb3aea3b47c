"""Which lines of a segment are of instances, and of which."""

from collections.abc import Iterator

from spice.messages.line import Line
from spice.messages.segment import Segment


def instance_lines(segment: Segment) -> Iterator[tuple[int, Line, str]]:
    """Give the lines of instances in their order: number, line and aggregate id."""
    header = segment.header
    databases = [str(each.uuid) for each in header.databases]
    of_command = [header.requests[each.request].database for each in header.outcomes]
    for number, line in enumerate(segment.lines):
        at = of_command[line.command]
        if line.id is not None and line.key is None and at is not None:
            yield number, line, f"{databases[at]}:{line.root or line.class_id or ''}:{line.id}"
