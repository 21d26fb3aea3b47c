"""How often Funnel is right about columns that others labelled, and how sure it says it is, beside other tools."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import funnel_files
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.funnel_peers import PEERS
from spice.domain.inference.infer import Cells, infer

SET = "funnel_dev.jsonl"
_NAMED_BY_HEADER_WORDS = """
    LATITUDE LONGITUDE POSTAL_CODE YEAR LANGUAGE_CODE CURRENCY_CODE IDENTIFIER INTEGER DECIMAL NUMERIC_ANY COLOR
"""
NAMED_BY_HEADER = frozenset(_NAMED_BY_HEADER_WORDS.split())
"""Types that values alone do not tell; the others identify themselves."""
_FEWEST = 7
_SURE = 0.9
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A column, what it is, and every answer that is right."""

    source: str
    header: str
    values: Sequence[str]
    expected: str
    accept: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer: the column, the type, how sure, right or not."""

    column: Labelled
    type: str
    confidence: float

    @property
    def right(self) -> bool:
        """Tell whether it is an answer that counts."""
        return self.type in self.column.accept


def measure(folder: Path) -> Iterator[Figure]:
    """Answer every column of a folder's set; figures by type and language, calibration, speed, peers, round trips."""
    columns = list(_read(folder / SET))
    told, seconds = _ask(columns, with_header=True)
    unnamed, _ = _ask(columns, with_header=False)
    yield from _accuracy(told)
    yield from _without_headers(told, unnamed)
    yield from _calibration(told)
    yield at_most("a column, p95", seconds[int(len(seconds) * 0.95)] * 1000, 5, "ms", note="processor time")
    for name, peer in PEERS.items():
        hits = sum(peer(column.values) in column.accept for column in columns)
        yield Figure(name=f"peer: {name}", measured=f"{hits / len(columns):.1%}", note="semantic accuracy in this run")
    yield from funnel_files.measure(folder)


def _read(file: Path) -> Iterator[Labelled]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            yield Labelled(
                source=said["source"],
                header=said["header"],
                values=said["values"],
                expected=said["expected_type"],
                accept=frozenset(said["accept"]),
                language=said["lang"],
            )


def _ask(columns: Sequence[Labelled], *, with_header: bool) -> tuple[list[Told], list[float]]:
    told, seconds = [], []
    for column in columns:
        cells = Cells(name=column.header if with_header else "", values=column.values, rows=range(len(column.values)))
        began = time.process_time()
        found = infer([cells], Random(0).randrange)[0]
        seconds.append(time.process_time() - began)
        told.append(Told(column=column, type=found.semantic_type, confidence=found.confidence))
    return told, sorted(seconds)


def _accuracy(told: Sequence[Told]) -> Iterator[Figure]:
    yield at_least("semantic accuracy", _right(told) * 100, 95, "%", note=f"{len(told)} columns")
    types = {
        name: group for name, group in _by(told, lambda each: each.column.expected).items() if len(group) >= _FEWEST
    }
    means = [_right(group) for group in types.values()]
    yield at_least(
        "mean over types", sum(means) / len(means) * 100, 93, "%", note=f"{len(types)} types of {_FEWEST} or more"
    )
    for name, group in sorted(types.items(), key=lambda item: _right(item[1])):
        yield at_least(f"type {name}", _right(group) * 100, 85, "%", note=f"{len(group)} columns")
    for name, group in _by(told, lambda each: each.column.language).items():
        goal = 97 if name in ("ko", "ja", "zh") else 95
        yield at_least(f"language {name}", _right(group) * 100, goal, "%", note=f"{len(group)} columns")
    sources = _by(told, lambda each: each.column.source.partition(":")[0])
    for name, group in sources.items():
        yield Figure(name=f"source {name}", measured=_share(group), note=f"{len(group)} columns")


def _without_headers(told: Sequence[Told], unnamed: Sequence[Told]) -> Iterator[Figure]:
    yield Figure(name="headers removed", measured=_share(unnamed), note="all types")
    telling = [each.column.expected not in NAMED_BY_HEADER for each in told]
    before = [each for each, tells in zip(told, telling, strict=True) if tells]
    after = [each for each, tells in zip(unnamed, telling, strict=True) if tells]
    lost = (_right(before) - _right(after)) * 100
    yield at_most("lost without headers, telling types", lost, 3, "points", note=f"{len(after)} columns")


def _calibration(told: Sequence[Told]) -> Iterator[Figure]:
    yield at_most("expected calibration error", _error(told), 0.03, note="ten bins")
    folds = [_error(group) for group in _by(told, lambda each: hash_of(each.column.source)).values()]
    yield Figure(name="the same, by folds of sources", measured=f"{max(folds):.3f}", note="the worst of five")
    sure = [each for each in told if each.confidence >= _SURE]
    yield at_least(f"right where sure of {_SURE}", _right(sure) * 100, 99, "%", note=f"{len(sure)} columns")


def hash_of(source: str) -> str:
    """Part the sources into five, each whole in one of them."""
    return str(sum(source.encode()) % 5)


def _error(told: Sequence[Told]) -> float:
    bins = _by(told, lambda each: str(min(_BINS - 1, int(each.confidence * _BINS))))
    gaps = (
        abs(_right(group) - sum(each.confidence for each in group) / len(group)) * len(group) for group in bins.values()
    )
    return sum(gaps) / len(told)


def _by(told: Sequence[Told], key: Callable[[Told], str]) -> Mapping[str, list[Told]]:
    groups: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        groups[key(each)].append(each)
    return groups


def _right(told: Sequence[Told]) -> float:
    return sum(each.right for each in told) / len(told)


def _share(told: Sequence[Told]) -> str:
    return f"{_right(told):.1%}"
