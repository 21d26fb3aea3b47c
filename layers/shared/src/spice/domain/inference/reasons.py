"""Why a column is taken for what it is, in words."""

from collections.abc import Iterator, Sequence

from spice.domain.inference.column import Column
from spice.domain.inference.context import Context
from spice.domain.inference.kinds.checksums import proven
from spice.domain.inference.kinds.dates import is_either_way
from spice.domain.inference.kinds.numbers import has_leading_zeros
from spice.domain.inference.kinds.registry import ABSTAINED
from spice.domain.inference.scores import Candidate

_DATED = ("DATE", "DATETIME")


def reasons_for(column: Column, ranked: Sequence[Candidate], context: Context, place: int) -> list[str]:
    """Say what speaks for the first candidate, and what for the next."""
    return [*_said(column, ranked, context, place)]


def _said(column: Column, ranked: Sequence[Candidate], context: Context, place: int) -> Iterator[str]:
    first = ranked[0]
    if not column.size:
        yield "every cell is empty: nothing but the header tells of it"
        return
    if first.kind.name == ABSTAINED:
        yield "no other type fits its values well enough: it is left a text"
    else:
        yield f"{first.match.share:.0%} of {first.match.size:,} cells looked at read as {first.kind.words}"
    if named := column.header.naming(first.kind.name):
        yield f"the header {column.header.plain!r} {'says so' if named == 1 else 'hints at it'}"
    if first.kind.name in context.likelier.get(place, {}):
        yield "the column beside it is the other half of a pair of coordinates"
    yield from _of_values(column, first.kind.name)
    yield from _of_dates(column, first.kind.name, context)
    if len(ranked) > 1 and first.score - ranked[1].score < 2:
        yield f"{ranked[1].kind.name} is nearly as likely"


def _of_values(column: Column, name: str) -> Iterator[str]:
    if name == "IDENTIFIER" and (sort := proven(column.sample[:60])):
        yield f"its check digits are those of {sort}"
    if name in ("IDENTIFIER", "STRING", "POSTAL_CODE") and column.share(has_leading_zeros) > 0:
        yield "some begin with zeros that a number would lose"
    if name == "ENUM":
        yield f"{column.distinct:,} values come again and again in {column.size:,} cells"


def _of_dates(column: Column, name: str, context: Context) -> Iterator[str]:
    if name not in _DATED or not any(map(is_either_way, column.sample)):
        return
    if context.order is None:
        yield "nothing in the table tells the day from the month in dates such as 3/4/2024: say which stands first"
    else:
        yield f"other dates of the table show that the {context.order.replace(' first', ' stands first')}"
