"""Wrong requests to every route of the API's document: each parameter, header and field, in every way that we know."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import UUID

_HUGE = "9" * 400
TIMES = [
    "0001-01-01",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-23:59",
    "2024-02-30",
    "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:60Z",
    "10000-01-01",
    "-0001-01-01",
    "2024-01-01T00:00:00.123456789123Z",
    "2024-01-01T00:00:00",
]
NUMBERS = [
    *("-1", "0", "1001", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616"),
    *(
        _HUGE,
        "1e999",
        "-1e999",
        "1e-999",
        "1e99999999999999999999",
        "NaN",
        "-Infinity",
        "0x10",
        "1_000",
        "1.5",
        "٣",
        "²",
    ),
]
TEXTS = [
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\x1f",
        "\x7f",
        "\u2028",
        "\ufffe",
        "\ufeff",
        "😀",
        "👨‍👩‍👧",
        "e\u0301",
        "\u1112\u1161\u11ab",
    ),
    *(
        "x" * 300,
        "x" * 5000,
        "é" * 3000,
        ",",
        "\\",
        "a\\",
        ":",
        "::",
        "a:b:c",
        "*",
        "%",
        "/",
        "..",
        "[]",
        "{}",
        "null",
        "'\";--",
    ),
    *(
        "true",
        "-",
        "--x",
        "-_id",
        "_score",
        "_class",
        "\\Q.*",
        "(" * 50,
        "OR",
        '"',
        "a" + " b" * 2000,
        ",".join("ab" * 1500),
    ),
]
PERCENTS = ["%", "%zz", "%ff", "%c3", "%ed%a0%80", "%c0%80", "%f4%90%80%80", "%00", "%0a", "%2F", "%252F", "+"]
JSONS = [
    *(
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        '""',
        "[]",
        "{}",
        "[null]",
        "[[]]",
        '{"a":1}',
        '"x"',
        '"\\u0000"',
        '"\\ud800"',
        '"😀"',
    ),
    *(f"{_HUGE}", "1e999", "1e99999999999999999999", "-1e-999", "NaN", "Infinity", "2147483648", "9223372036854775808"),
    *(
        '{"a":1,"a":2}',
        "[" * 90 + "]" * 90,
        "[" * 5000 + "]" * 5000,
        '{"a":' * 90 + "1" + "}" * 90,
        '"\x01"',
        '"' + "x" * 5000 + '"',
    ),
    *(json.dumps(text) for text in (*TIMES[:5], "e\u0301", "..", "00000000-0000-0000-0000-000000000000")),
    "[" + ",".join(["1"] * 3000) + "]",
    "{" + ",".join(f'"k{n}":{n}' for n in range(3000)) + "}",
]
HEADERS = {
    "If-Match": ['""', '"', "*", '"1","2"', "7", 'W/"9223372036854775808"', f'"{_HUGE}"', "é", "," * 50, '"\x01"'],
    "If-None-Match": ["*", '"x"', "", '"' * 9, f'"{_HUGE}"'],
    "Prefer": ["wait=-1", "wait=x", "wait", "wait=0", f"wait={_HUGE}", "wait=0;wait=0", "é", "wait=1e9", "," * 99],
    "Idempotency-Key": ["", " ", "é", "x" * 256, "x" * 9000, "\x01", "\x7f", '"'],
    "traceparent": ["", "00-0-0-0", "x" * 9000, "ff-" + "0" * 32 + "-" + "0" * 16 + "-00", "é"],
    "X-Request-Id": ["", "x" * 9000, "é", "a b", "{}"],
    "Content-Type": [
        "",
        "text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=é",
        ";",
        "x" * 9000,
    ],
    "Content-Encoding": ["", "gzip", "br", "gzip, gzip", "é", "identity;q=0"],
    "Accept-Encoding": ["", "*;q=0", "gzip;q=x", "é", "x" * 9000],
    "Authorization": ["", "Bearer", "Bearer x.y.z", "Basic eDp5", "Bearer " + "x" * 9000, "é"],
}
OPERATORS = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within", "between", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request, its path and query percent-encoded."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is there: names for paths, values for the parameters of reads, bodies by the ends of paths."""

    path: Mapping[str, str]
    fields: Sequence[str]
    bodies: Mapping[tuple[str, str], Any]


def wrong_requests(document: Mapping[str, Any], known: Known) -> Iterator[Ask]:
    """Ask every operation in every wrong way, one wrong thing at a time."""
    for path, methods in document["paths"].items():
        template = path.removeprefix("/api/v1")
        for name, operation in methods.items():
            method = name.upper()
            ends = [end for end in known.bodies if end[0] == method and template.endswith(end[1])]
            body: Any = known.bodies[ends[0]] if ends else {}
            content = None if method == "GET" else json.dumps(body).encode()
            good = _filled(template, known.path)
            for url in _urls(template, operation, known):
                yield Ask(method=method, url=url, body=content)
            for header, values in HEADERS.items():
                for value in values:
                    yield Ask(method=method, url=good, headers={header: value}, body=content)
            for raw in () if method == "GET" else _bodies(body):
                yield Ask(method=method, url=good, body=raw)


def _urls(template: str, operation: Mapping[str, Any], known: Known) -> Iterator[str]:
    good = _filled(template, known.path)
    wrong = [*(quote(text, safe="") for text in (*TEXTS, *NUMBERS, *TIMES)), *PERCENTS]
    for parameter in operation["parameters"]:
        name = parameter["name"]
        if parameter["in"] == "path":
            yield from (_filled(template, {**known.path, name: value}, encoded=name) for value in wrong if value)
        elif parameter["in"] == "query":
            yield from (f"{good}?{name}={value}" for value in wrong)
            yield from (f"{good}?{name}=a&{name}=b", f"{good}?{name}", f"{good}?{name}[]=1", f"{good}?{name.upper()}=1")
            yield good + "?" + "&".join([f"{name}=x"] * 600)
            yield from _pointed(good, name, known)
    yield from (f"{good}?{text}" for text in ("x=1", "&&&", "=", "%ff=1", "a" * 9000, "%00"))


def _pointed(good: str, name: str, known: Known) -> Iterator[str]:
    """Values that a parameter can read half way."""
    if name == "filter":
        for each, op, value in product(
            known.fields, OPERATORS, [*NUMBERS, *TIMES, *TEXTS[:14], ",", "1,2,3", "91,0,1"]
        ):
            yield f"{good}?filter={quote(f'{each}:{op}:{value}', safe='')}"
    if name in ("sort", "facet"):
        yield from (f"{good}?{name}={sign}{quote(each)}" for each in known.fields for sign in ("", "-", "--"))


def _filled(template: str, names: Mapping[str, str], *, encoded: str = "") -> str:
    for name, value in names.items():
        template = template.replace("{" + name + "}", value if name == encoded else quote(value, safe=""))
    return template.replace("{", "").replace("}", "")


def _bodies(body: Any) -> Iterator[bytes]:
    yield from (b"", b"{", b"\xff", b"\xef\xbb\xbf{}", b"[]", b"\0", b"{}{}", b'{"a":1,}', b"{'a':1}", b" " * 9000)
    for raw in JSONS:
        yield raw.encode()
        for marked in _marked(body):
            yield json.dumps(marked).replace('"@@"', raw).encode()


def _marked(body: Any) -> Iterator[Any]:
    """Put a mark in every place of a body, and in one more."""
    if isinstance(body, dict):
        yield {**body, "surplus": "@@"}
        for name, part in body.items():
            yield {**body, name: "@@"}
            yield from ({**body, name: inner} for inner in _marked(part))
    if isinstance(body, list):
        for n, part in enumerate(body):
            yield [*body[:n], "@@", *body[n + 1 :]]
            yield from ([*body[:n], inner, *body[n + 1 :]] for inner in _marked(part))


NOBODY = str(UUID(int=7))
"""The id of nothing."""
