"""How many cases of a JSON Schema format suite are judged right: `python -m benchmarks.formats FOLDER`."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.formats import FORMATS, format_test
from spice.domain.datatypes.registry import compile_check

Judge = Callable[[str], bool]
TYPES = {
    "xsd:date": "date",
    "xsd:dateTime": "date-time",
    "xsd:duration": "duration",
    "xsd:time": "time",
    "xsd:anyURI": "iri-reference",
    "URI": "uri",
    "URL": "uri",
    "UUID": "uuid",
    "EMAIL": "idn-email",
    "DATE": "date",
    "DATETIME": "date-time",
    "DURATION": "duration",
    "TIME": "time",
}
"""Types and the format nearest to each. A type may take more spellings, and says so in `GET /types`."""


def main() -> None:
    """Print a line a format, then a line a type."""
    folder = Path(sys.argv[1])
    for name in FORMATS:
        _told(f"format {name}", folder / f"{name}.json", format_test(name))
    for type_, name in TYPES.items():
        _told(f"{type_} against {name}", folder / f"{name}.json", _judge(type_))


def _told(what: str, path: Path, judge: Judge) -> None:
    wrong = [data for data, valid in _cases(path) if judge(data) is not valid]
    count = sum(1 for _ in _cases(path))
    print(f"{what:32}{count - len(wrong):5} of {count:3}  {wrong[:4] or ''}")


def _judge(type_: str) -> Judge:
    check = compile_check({"type": type_})

    def judge(data: str) -> bool:
        try:
            check(data)
        except Rejected:
            return False
        return True

    return judge


def _cases(path: Path) -> Iterator[tuple[str, bool]]:
    for group in json.loads(path.read_text()):
        for case in group["tests"]:
            # Formats judge texts alone.
            if isinstance(case["data"], str):
                yield case["data"], case["valid"]


if __name__ == "__main__":
    main()
