"""A source -> its rows in parts, by Funnel's reader; a repetition after a death writes the same parts."""

from collections.abc import Callable, Sequence
from random import Random
from typing import IO

from spice.application.funnel.source import Source, opened_source, refuse_long, rows_source
from spice.application.ground.uploads import OpenedUpload
from spice.application.upkeep.importing.cutting import Cutting
from spice.application.upkeep.importing.meant import places_of, table_of
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.plan import Members, Plan, plan_of
from spice.application.upkeep.importing.sheet_snapshot import snapshot_source, walk_of
from spice.application.upkeep.importing.text_staging import TextStaging
from spice.application.upkeep.importing.wanted import Filling, Origins, Progress, Wanted
from spice.domain.errors import refuse
from spice.domain.sheets.opening import is_workbook, refuse_others
from spice.domain.sheets.text_records import Pause, never
from spice.domain.sheets.whole import take_all, take_table


def stage(
    wanted: Wanted, members: Members, opened: Callable[[], OpenedUpload], parts: Parts, pause: Pause = never
) -> Progress | None:
    """Cut the source of an import into parts; None: of a long text, more is to be done later. Refuses one that is no
    table, that has no rows, or not the columns."""
    # What is found and what is taken are of one file: it is opened once.
    if wanted.source.upload_id is None:
        return _staged(_source(wanted.source, None, parts), wanted, members, None, parts)
    uploaded = opened()
    with uploaded.content as raw:
        begins = raw.read(16)
        raw.seek(0)
        if not is_workbook(begins):
            refuse_others(begins, wanted.source.file)
            return TextStaging(wanted, members, uploaded, parts)(pause)
        refuse_long(wanted.source.file, uploaded.upload.size)
        return _staged(_source(wanted.source, raw, parts), wanted, members, raw, parts)


def _staged(source: Source, wanted: Wanted, members: Members, raw: IO[bytes] | None, parts: Parts) -> Progress:
    plan = plan_of(source, wanted, members)
    cutting = plan.cutting(parts)
    unread = _hand_over(plan, raw, parts, cutting)
    return plan.progress(cutting.end(), unread)


def _hand_over(plan: Plan, raw: IO[bytes] | None, parts: Parts, cutting: Cutting) -> Sequence[tuple[int, str]]:
    """Give every record of a table to be cut; what was found of one that is long are not all of them. Answers which
    rows are no records."""
    table = plan.table
    if not table.left_out:
        cutting.take_kept(table)
        return table.unread
    if raw is None:
        return take_table(plan.file, table, walk_of(parts, table.sheet), cutting.take)
    raw.seek(0)
    return take_all(raw, plan.file, table, cutting.take, encoding=None, delimiter=None)


def _source(asked: Origins, raw: IO[bytes] | None, parts: Parts) -> Source:
    if asked.google_sheet is not None:
        return snapshot_source(parts, asked.file)
    if raw is None:
        given = parts.given()
        return rows_source(given.columns, given.rows, asked.file)
    chance = Random(0).randrange
    return opened_source(raw, asked.file, chance, encoding=asked.encoding, delimiter=asked.delimiter)


def check_given(
    columns: Sequence[str], rows: Sequence[Sequence[object]], asked: Origins, mapping: Sequence[Filling]
) -> None:
    """Refuse columns and rows that came with a request as staging would, before they are kept."""
    if not rows:
        raise refuse("missing_property", "there are no rows", path="/source/rows")
    source = rows_source(columns, rows, asked.file)
    places_of(table_of(source, asked, mapping), mapping, source.name)
