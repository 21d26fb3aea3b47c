"""Infer the types of a table's columns: evidence, header and neighbours, weighed for every candidate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from spice.domain.inference.calibration import shares
from spice.domain.inference.column import Chance, Column, column_of
from spice.domain.inference.context import Context, context_of
from spice.domain.inference.finding import Alternative, Finding, Mismatch
from spice.domain.inference.kinds.dates import is_either_way, order_of
from spice.domain.inference.kinds.registry import ABSTAINED
from spice.domain.inference.reasons import reasons_for
from spice.domain.inference.scores import Candidate, candidates

ALTERNATIVES, SAMPLES, MISMATCHES = 3, 5, 50
CHECKED = 50_000
"""Values of a table that are tested for mismatches, as many of each column: some kinds are dear to tell."""
_LONGEST_SHOWN = 200
_MOST_CHOICES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A column of a table: its name, its cells, and the row of the file each stands in."""

    name: str
    values: Sequence[str | None]
    rows: Sequence[int]


def infer(table: Sequence[Cells], chance: Chance, *, region: str | None = None) -> Sequence[Finding]:
    """Tell what each column of one table is."""
    columns = [column_of(each.name, each.values, chance) for each in table]
    context = context_of(columns, region=region)
    most = CHECKED // max(1, len(table))
    return [_found(cells, columns[place], context, place, most) for place, cells in enumerate(table)]


def _found(cells: Cells, column: Column, context: Context, place: int, most: int) -> Finding:
    ranked = candidates(column, context.likelier.get(place))
    sure = shares(column, ranked)
    first = ranked[0]
    missing, shown = _mismatches(cells, column, first, most)
    return Finding(
        name=cells.name,
        type=first.kind.stored_of(column),
        semantic_type=first.kind.name,
        confidence=round(sure[0], 4),
        alternatives=[*_alternatives(column, ranked, sure)],
        reasons=[*reasons_for(column, ranked, context, place), *_unchecked(column, first, most)],
        size=column.size,
        null_count=column.nulls,
        distinct=column.distinct,
        samples=[value[:_LONGEST_SHOWN] for value in column.sample[:SAMPLES]],
        mismatch_count=missing,
        mismatches=shown,
        unit=column.header.unit,
        format=_format(column, context) if first.kind.name in ("DATE", "DATETIME") else None,
        choices=[value for value, _ in column.counts.most_common(_MOST_CHOICES)] if first.kind.name == "ENUM" else (),
        counts=column.counts,
    )


def _alternatives(column: Column, ranked: Sequence[Candidate], sure: Sequence[float]) -> Iterable[Alternative]:
    for candidate, confidence in list(zip(ranked, sure, strict=True))[1 : 1 + ALTERNATIVES]:
        kind = candidate.kind
        yield Alternative(semantic_type=kind.name, type=kind.stored_of(column), confidence=round(confidence, 4))


def _unchecked(column: Column, first: Candidate, most: int) -> Iterable[str]:
    """Say that not every value was tested for mismatches."""
    if column.distinct > most and first.kind.name != ABSTAINED:
        yield f"of {column.distinct:,} values, the first {most:,} were tested for mismatches"


def _mismatches(cells: Cells, column: Column, first: Candidate, most: int) -> tuple[int, list[Mismatch]]:
    """Find every cell that does not fit, in all rows and not in the sample alone, of as many values as are tested."""
    if first.kind.name == ABSTAINED:
        return 0, []
    unfit = {value for value in islice(column.counts, most) if not first.kind.fits(value)}
    shown: list[Mismatch] = []
    for row, cell in zip(cells.rows, cells.values, strict=True):
        if unfit and cell is not None and (text := cell.strip()) in unfit:
            shown.append(Mismatch(row=row, value=text[:_LONGEST_SHOWN]))
            if len(shown) == MISMATCHES:
                break
    return sum(column.counts[value] for value in unfit), shown


def _format(column: Column, context: Context) -> str | None:
    """Tell which part of a date stands first, where the dates do not all say so."""
    if not any(is_either_way(value) or order_of(value) for value in column.sample):
        return None
    return context.order or "undecided"
