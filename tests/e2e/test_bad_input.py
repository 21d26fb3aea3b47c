"""Bad input: each gets the error that API.md names, or is stored exactly; nothing breaks."""

import gzip
import json
import time

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, Answer

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]
MEGABYTE = 1024 * 1024


def send(library: Library, raw: bytes, **headers: str) -> Answer:
    """Post an instance as bytes."""
    return library.owner.post(library.instances, raw=raw, headers={**WAIT, **headers})


def book(**data: object) -> bytes:
    """Write a book's creation."""
    return json.dumps({"class": "Book", "data": {"isbn": "x", **data}}).encode()


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"class": "Book",}', b"\xff\xfe", b"nul", b'{"a": NaN}', b"[" * 100_000, b'{"a":' * 5000]
)
def test_what_is_not_json_is_400(shelf: Library, raw: bytes) -> None:
    answer = send(shelf, raw)

    assert answer.status in (400, 422), answer
    assert answer.codes[0] in ("malformed_json", "missing_property"), answer


@pytest.mark.parametrize("raw", [b"[]", b'"text"', b"7", b"null", b"true"])
def test_json_of_another_kind_is_refused(shelf: Library, raw: bytes) -> None:
    answer = send(shelf, raw)

    assert (answer.status, answer.codes) in ((400, ["wrong_type"]), (422, ["wrong_type"])), answer


def test_an_unknown_field_is_named(shelf: Library) -> None:
    answer = send(shelf, b'{"class": "Book", "data": {"isbn": "1"}, "clas": 1}')

    assert (answer.status, answer.codes, answer.json["errors"][0]["path"]) == (400, ["unknown_field"], "/clas")


def test_an_unknown_class_is_named(shelf: Library) -> None:
    answer = send(shelf, b'{"class": "Bok", "data": {}}')

    assert (answer.status, answer.codes) == (422, ["unknown_class"])
    assert "Book" in answer.json["errors"][0]["hint"]


def test_what_is_missing_is_named(shelf: Library) -> None:
    answer = send(shelf, b'{"class": "Book", "data": {}}')

    assert (answer.status, answer.codes) == (422, ["missing_property"])


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff\\ud83d", "a\\ud83dx"])
def test_lone_surrogates_are_refused(shelf: Library, text: str) -> None:
    answer = send(shelf, f'{{"class": "Book", "data": {{"isbn": "s", "title": "{text}"}}}}'.encode())

    assert answer.status in (400, 422), answer


def test_nul_is_refused_or_stored_exactly(shelf: Library) -> None:
    answer = send(shelf, b'{"class": "Book", "data": {"isbn": "nul", "title": "a\\u0000b"}}')

    if answer.status == 201:
        assert shelf.owner.get(f"{shelf.instances}/Book/nul").data["data"]["title"] == "a\0b"
    else:
        assert answer.status in (400, 422), answer


@pytest.mark.parametrize("identity", ["a/b", "a?b", "a#b", "a%b", "a\\b", "a\tb", "", "x" * 513, "a\u0000b"])
def test_an_id_that_cannot_be_one_is_refused(shelf: Library, identity: str) -> None:
    answer = shelf.owner.post(shelf.instances, {"class": "Author", "id": identity, "data": {"name": "x"}}, headers=WAIT)

    assert answer.status in (400, 422), answer


def test_a_text_of_half_a_megabyte_is_stored_and_one_of_a_megabyte_is_too_large(shelf: Library) -> None:
    fits, too_long = "가나다라" * 50_000, "x" * MEGABYTE

    stored = send(shelf, book(isbn="long", title=fits))
    refused = send(shelf, book(isbn="longer", title=too_long))

    assert stored.status == 201, stored
    assert shelf.owner.get(f"{shelf.instances}/Book/long").data["data"]["title"] == fits
    assert (refused.status, refused.codes) == (413, ["too_large"])


def test_a_body_over_four_megabytes_is_too_large(shelf: Library) -> None:
    answer = send(shelf, b" " * (4 * MEGABYTE + 1) + book())
    huge = send(shelf, b" " * (12 * MEGABYTE) + book())

    assert (answer.status, answer.codes) == (413, ["too_large"])
    assert (huge.status, huge.codes) == (413, ["too_large"])


def test_a_gzip_bomb_is_too_large_and_soon(shelf: Library) -> None:
    bomb = gzip.compress(b" " * (65 * MEGABYTE))
    began = time.monotonic()

    answer = send(shelf, bomb, **{"Content-Encoding": "gzip"})

    assert (answer.status, answer.codes) == (413, ["too_large"])
    assert time.monotonic() - began < 10


def test_what_is_not_gzip_is_malformed(shelf: Library) -> None:
    answer = send(shelf, book(), **{"Content-Encoding": "gzip"})
    cut = send(shelf, gzip.compress(book())[:-4], **{"Content-Encoding": "gzip"})
    strange = send(shelf, book(), **{"Content-Encoding": "br"})

    assert (answer.status, cut.status, strange.status) == (400, 400, 415)


def test_another_media_type_is_415(shelf: Library) -> None:
    answer = shelf.owner.post(shelf.instances, raw=book(), media="text/xml")

    assert (answer.status, answer.codes) == (415, ["unsupported_media_type"])


@pytest.mark.parametrize("depth", [50, 500, 50_000])
def test_deep_nesting_is_stored_exactly_or_refused(shelf: Library, depth: int) -> None:
    nested = b'{"a":' * depth + b"1" + b"}" * depth
    raw = b'{"class": "Book", "data": {"isbn": "deep%d", "more": %s}}' % (depth, nested)

    answer = send(shelf, raw)

    if answer.status == 201:
        assert nested in shelf.owner.get(f"{shelf.instances}/Book/deep{depth}").body
    else:
        assert answer.status in (400, 413, 422), answer


@pytest.mark.parametrize("number", ["1e400", "1e-400", "9" * 400, "0." + "3" * 400, "-0", "1E5"])
def test_strange_numbers_are_exact_or_refused(shelf: Library, number: str) -> None:
    raw = f'{{"class": "Book", "data": {{"isbn": "n{number[:9]}", "price": {number}}}}}'.encode()

    answer = send(shelf, raw)

    assert answer.status in (201, 400, 422), answer
    if answer.status == 201:
        from decimal import Decimal

        place = answer.headers["location"].removeprefix("/api/v1")
        assert Decimal(shelf.owner.get(place).data["data"]["price"]) == Decimal(number)


@pytest.mark.parametrize("key", ["", "k" * 10_000, "\u00e9"])
def test_a_strange_idempotency_key_breaks_nothing(shelf: Library, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1") if key.isascii() else "e"}
    answer = shelf.owner.post(shelf.instances, {"class": "Author", "data": {"name": "x"}}, headers=headers)

    assert answer.status in (202, 400), answer


@pytest.mark.parametrize("prefer", ["wait=-1", "wait=x", "wait=999999", "respond-async", "wait"])
def test_a_strange_preference_breaks_nothing(shelf: Library, prefer: str) -> None:
    answer = shelf.owner.post(shelf.instances, {"class": "Author", "data": {"name": "x"}}, headers={"Prefer": prefer})

    assert answer.status in (201, 202, 400), answer


@pytest.mark.parametrize("at", ["yesterday", "2013-13-01T00:00:00Z", "", "9999999999"])
def test_a_time_that_is_none_is_refused(shelf: Library, at: str) -> None:
    shelf.owner.put(f"{shelf.instances}/Author/timed", {"data": {"name": "x"}}, headers=WAIT)

    assert shelf.owner.get(f"{shelf.instances}/Author/timed?at={at}").codes == ["invalid_parameter"]


def test_duplicate_keys_are_refused_or_the_last_counts(shelf: Library) -> None:
    answer = send(shelf, b'{"class": "Book", "data": {"isbn": "dup", "title": "a", "title": "b"}}')

    if answer.status == 201:
        assert shelf.owner.get(f"{shelf.instances}/Book/dup").data["data"]["title"] == "b"
    else:
        assert answer.codes == ["malformed_json"]
