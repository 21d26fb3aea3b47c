"""How many of a function run at once on this machine."""

from collections.abc import Sequence
from dataclasses import replace

from infra.catalogue import names
from infra.catalogue.model import Function
from local.errors import LocalError

PROJECTION = "projection"


def as_many_at_once(functions: Sequence[Function], *, full: bool, projections: str | None = None) -> list[Function]:
    """Take what the catalogue says of one machine, or of one with the real servers.

    `projections`: how many project at once instead. Raises LocalError where it is no number from 1 on, or more than one
    for search that is embedded, which has one writer.
    """
    most = {PROJECTION: _number(projections, full=full)} if projections else {}
    widths = {each.name: each.reserved(names.FULL) if full else each.concurrency for each in functions} | most
    return [replace(each, concurrency=widths[each.name]) for each in functions]


def _number(projections: str, *, full: bool) -> int:
    if not projections.isascii() or not projections.isdecimal() or not int(projections):
        raise LocalError(f"SPICE_PROJECTIONS is {projections!r}: expected a number from 1 on")
    if int(projections) > 1 and not full:
        raise LocalError(f"SPICE_PROJECTIONS is {projections}: search that is embedded has one writer")
    return int(projections)
