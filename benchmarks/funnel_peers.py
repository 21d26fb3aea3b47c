"""What other tools say of a column, in the words of Funnel's types."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from tempfile import NamedTemporaryFile

_DUCK = {
    "BIGINT": "INTEGER", "DOUBLE": "DECIMAL", "DATE": "DATE", "TIMESTAMP": "DATETIME", "TIME": "TIME",
    "BOOLEAN": "BOOLEAN", "VARCHAR": "STRING", "TIMESTAMP WITH TIME ZONE": "DATETIME",
}  # fmt: skip
_CLEVER = {
    "number": "DECIMAL", "url": "URL", "email": "EMAIL", "ipv4": "IP", "date": "DATE", "time": "TIME",
    "datetime": "DATETIME", "currency": "MONEY", "percentage": "PERCENT", "unix_path": "FILE",
}  # fmt: skip


def duckdb_sniffer(values: Sequence[str]) -> str:
    """Ask DuckDB's sniffer of CSV."""
    import duckdb

    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["c"], *([value] for value in values)])
        file.flush()
        relation = duckdb.read_csv(file.name, header=True, delimiter=",", quotechar='"')
        return _DUCK.get(str(relation.types[0]), "STRING")


def clever_csv(values: Sequence[str]) -> str:
    """Ask CleverCSV's detector of types, cell by cell."""
    from clevercsv.detect_type import TypeDetector

    found = Counter(TypeDetector().detect_type(value) for value in values if value)
    name = found.most_common(1)[0][0] if found else None
    if name == "number":
        return "INTEGER" if all(value.lstrip("+-").isdigit() for value in values if value) else "DECIMAL"
    return _CLEVER.get(str(name), "STRING")


def libraries(values: Sequence[str]) -> str:
    """Ask the types of the ontology, one after the other, as a short script over good libraries would."""
    from spice.domain.datatypes.checking import Rejected
    from spice.domain.datatypes.home import Home
    from spice.domain.datatypes.registry import compile_asked

    present = [value for value in values if value][:20]

    def all_are(type_: str) -> bool:
        check = compile_asked(type_, Home(region="US"))
        try:
            return bool(present) and all(check(value) is not None for value in present)
        except Rejected:
            return False

    order = (
        "UUID",
        "EMAIL",
        "IP",
        "URL",
        "DATE",
        "DATETIME",
        "TIME",
        "COORDINATE",
        "DURATION",
        "MONEY",
        "PHONE",
        "COUNTRY",
    )
    if (found := next(filter(all_are, order), None)) is not None:
        return {"COUNTRY": "COUNTRY_NAME"}.get(found, found)
    if present and all(value.lstrip("+-").isdigit() for value in present):
        return "INTEGER"
    return "DECIMAL" if present and all(map(_is_float, present)) else "STRING"


def _is_float(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


PEERS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "DuckDB's sniffer": duckdb_sniffer,
    "CleverCSV": clever_csv,
    "the library floor": libraries,
}
