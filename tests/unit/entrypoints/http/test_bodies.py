"""Bodies: what is read exactly, what is refused, and how."""

import base64
import gzip
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest

from spice.domain.bounds import BODY_BYTES, BODY_DEPTH, UNPACKED_BYTES
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.body import Body, EdgeModel
from spice.entrypoints.http.bodies.packed import MOST_MEMBERS


class Note(EdgeModel):
    title: str
    count: int = 1
    data: Any = None


class Remark(EdgeModel):
    reason: str | None = None


def a_body(content: bytes | str, *, packed: bool = False, **headers: str) -> Body:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(content, bytes) or packed:
        raw = content if isinstance(content, bytes) else content.encode()
        return Body({"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}, sent)
    return Body({"body": content, "isBase64Encoded": False}, sent)


def codes(refused: pytest.ExceptionInfo[DomainError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_numbers_keep_all_their_digits() -> None:
    value = a_body('{"a": 9007199254740993, "b": 0.1234567890123456789012345, "c": 1e3}').json()

    assert value == {
        "a": 9007199254740993,
        "b": Decimal("0.1234567890123456789012345"),
        "c": Decimal("1E+3"),
    }


@pytest.mark.parametrize(
    "text", ['"C# developer"', '"order #12; DROP TABLE x"', '"\\u0000"', '"' + "x" * 1_000_000 + '"']
)
def test_ordinary_texts_are_ordinary(text: str) -> None:
    assert a_body(text).json() == json.loads(text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": 1}}',
        b"NaN",
        b"[Infinity]",
        b'"\\ud800"',
        b'{"\\udc00": 1}',
        b'"\xff"',
        b"[" * 100_000,
        b"[" * 500 + b"]" * 500,
        b'{"a":' * (BODY_DEPTH + 1) + b"1" + b"}" * (BODY_DEPTH + 1),
        b"[" + b"9" * 5000 + b"]",
        b"[1e99999999999999999999]",
        b'{"a": 1, "a": 2}',
        b'{"x": [{"a": 1, "b": 2, "a": 3}]}',
        b'{"a": 1, "\\u0061": "\\u003a"}',
        b'{"a": 1, "a": ":"}',
    ],
)
def test_what_is_no_exact_json_is_malformed(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        a_body(content).json()

    assert codes(refused) == ["malformed_json"]


@pytest.mark.parametrize("text", ['{"a": ":", "b": "::"}', '{"a": "\\u003a"}', '{"a:b": {"a:b": ":"}}', '{"a": null}'])
def test_colons_are_no_repeated_keys(text: str) -> None:
    assert a_body(text).json() == json.loads(text)


def test_nesting_is_fine_as_deep_as_it_may_be() -> None:
    text = "[" * BODY_DEPTH + "]" * BODY_DEPTH

    assert a_body(text).json() == json.loads(text)


def test_gzip_is_unpacked() -> None:
    assert a_body(gzip.compress(b'{"a": 1}'), content_encoding="gzip").json() == {"a": 1}


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b'{"a": 1}')[:-4], gzip.compress(b"{}") + b"more"])
def test_broken_gzip_is_malformed(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        a_body(content, content_encoding="gzip").content()

    assert codes(refused) == ["malformed_json"]


def test_a_bomb_is_put_down_before_it_is_unpacked() -> None:
    bomb = gzip.compress(bytes(UNPACKED_BYTES + 1))

    with pytest.raises(DomainError) as refused:
        a_body(bomb, content_encoding="gzip").content()

    assert codes(refused) == ["too_large"]


@pytest.mark.parametrize("packed", [True, False])
def test_bodies_end_at_4_mb(packed: bool) -> None:
    fits, exceeds = '"' + "x" * (BODY_BYTES - 2) + '"', '"' + "x" * (BODY_BYTES - 1) + '"'

    assert len(a_body(fits, packed=packed).content()) == BODY_BYTES
    with pytest.raises(DomainError) as refused:
        a_body(exceeds, packed=packed).content()
    assert codes(refused) == ["too_large"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "json"])
def test_other_media_types_are_refused(kind: str) -> None:
    with pytest.raises(DomainError) as refused:
        a_body("{}", content_type=kind).json()

    assert codes(refused) == ["unsupported_media_type"]


@pytest.mark.parametrize(
    "kind", ["application/json", "APPLICATION/JSON; charset=UTF-8", 'application/merge-patch+json; charset="utf-8"', ""]
)
def test_json_has_many_names(kind: str) -> None:
    assert a_body("{}", content_type=kind).json() == {}


@pytest.mark.parametrize("headers", [{"content_type": "application/json; charset=euc-kr"}, {"content_encoding": "br"}])
def test_other_charsets_and_encodings_are_refused(headers: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        a_body("{}", **headers).json()

    assert codes(refused) == ["unsupported_media_type"]


def test_base64_that_is_none_is_malformed() -> None:
    with pytest.raises(DomainError) as refused:
        Body({"body": "*", "isBase64Encoded": True}, {}).content()

    assert codes(refused) == ["malformed_json"]


def test_a_model_lists_every_problem_with_its_place() -> None:
    with pytest.raises(DomainError) as refused:
        a_body('{"titel": "x", "count": "3"}').read(Note)

    problems = {problem.code: problem for problem in refused.value.problems}
    assert set(problems) == {"missing_property", "wrong_type", "unknown_field"}
    assert problems["missing_property"].path == "/title"
    assert problems["unknown_field"].path == "/titel"
    assert problems["unknown_field"].hint == "did you mean 'title'?"


@pytest.mark.parametrize("text", ["[]", '"x"', "1", "null", "true"])
def test_a_model_is_an_object(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        a_body(text).read(Note)

    assert codes(refused) == ["wrong_type"]


def test_no_body_is_an_empty_object_where_nothing_is_required() -> None:
    assert a_body("").read(Remark).reason is None
    with pytest.raises(DomainError) as refused:
        a_body("").read(Note)
    assert codes(refused) == ["malformed_json"]


MEMBERS = gzip.compress(b'{"a":') + gzip.compress(b"") + gzip.compress(b" 1}")


@pytest.mark.parametrize("content", [MEMBERS, MEMBERS + bytes(512), gzip.compress(b'{"a": 1}') + bytes(3)])
def test_gzip_of_several_members_is_one_body(content: bytes) -> None:
    assert a_body(content, content_encoding="gzip").json() == {"a": 1}


@pytest.mark.parametrize(
    "content", [MEMBERS[:-5], MEMBERS + b"x", MEMBERS + b"\0x", b"", gzip.compress(b"{}") + gzip.compress(b" ")[:12]]
)
def test_members_that_are_broken_are_malformed(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        a_body(content, content_encoding="gzip").content()

    assert codes(refused) == ["malformed_json"]


def test_members_together_are_no_larger_than_one() -> None:
    half = gzip.compress(bytes(UNPACKED_BYTES // 2 + 1))
    with pytest.raises(DomainError) as larger:
        a_body(half + half, content_encoding="gzip").content()
    with pytest.raises(DomainError) as more:
        a_body(gzip.compress(b"") * (MOST_MEMBERS + 1), content_encoding="gzip").content()

    assert codes(larger) == codes(more) == ["too_large"]


def test_a_member_longer_than_what_is_read_at_once_is_whole() -> None:
    # Bytes that cannot be packed, so that the member is longer than a window, and another behind it.
    long = json.dumps([hashlib.sha256(bytes([n % 251, n // 251])).hexdigest() for n in range(9000)]).encode()

    body = a_body(gzip.compress(long) + gzip.compress(b" "), content_encoding="gzip")

    assert body.content() == long + b" "


@pytest.mark.parametrize("content", ["\ufeff" + '{"a": 1}', b'\xef\xbb\xbf{"a": 1}'])
def test_a_byte_order_mark_is_no_part_of_a_body(content: bytes | str) -> None:
    assert a_body(content).json() == {"a": 1}


def test_a_byte_order_mark_may_be_packed() -> None:
    assert a_body(gzip.compress(b'\xef\xbb\xbf{"a": 1}'), content_encoding="gzip").json() == {"a": 1}


def test_a_byte_order_mark_alone_is_no_body() -> None:
    assert a_body("\ufeff").read(Remark) == Remark()
