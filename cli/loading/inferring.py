"""Files of the disk through Funnel, in this process."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cli.failure import WrongUse
from cli.loading.files import reading
from cli.visible import named
from spice.application.funnel.analyze import analyze
from spice.application.funnel.propose import propose_ontology
from spice.application.funnel.rows import AnalysisRow, ProposalRow
from spice.application.funnel.source import Source, apart, opened_source
from spice.domain.errors import DomainError
from spice.domain.inference.column import Chance
from spice.domain.tables.delimiters import delimiter_named


def analyzed(file: Path, *, encoding: str | None, delimiter: str | None, region: str | None) -> AnalysisRow:
    """Tell what a file holds."""
    chance = Random(0).randrange
    with _refusing():
        return analyze(_source(file, chance, encoding, delimiter), chance, region=region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table stands: its file, and its sheet and name in it, where a file has several."""

    file: Path
    sheet: str | None
    table: str | None


def proposed(
    files: Sequence[Path], *, encoding: str | None, delimiter: str | None
) -> tuple[ProposalRow, Mapping[str, Place]]:
    """Propose an ontology for several files as one source, whose tables may refer to each other; and say where each
    table stands."""
    chance = Random(0).randrange
    with _refusing():
        found = [
            (file, table, source)
            for file in files
            for source in [_source(file, chance, encoding, delimiter)]
            for table in source.tables
        ]
        tables = apart(table for _, table, _ in found)
        places = {
            named.name: Place(file=file, sheet=table.sheet, table=table.name)
            if len(source.tables) > 1
            else Place(file=file, sheet=None, table=None)
            for named, (file, table, source) in zip(tables, found, strict=True)
        }
        return propose_ontology(Source(name=", ".join(map(named, files)), tables=tables), chance), places


def _source(file: Path, chance: Chance, encoding: str | None, delimiter: str | None) -> Source:
    if delimiter is not None and delimiter_named(delimiter) is None:
        raise WrongUse(f"--delimiter {delimiter!r}: expected one character, or tab")
    with reading(named(file)), file.open("rb") as raw:
        return opened_source(raw, named(file), chance, encoding=encoding, delimiter=delimiter)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in a sentence why Funnel refuses a file."""
    try:
        yield
    except DomainError as refused:
        hint = refused.problems[0].hint
        raise WrongUse(f"{refused} ({hint})" if hint else str(refused)) from refused
