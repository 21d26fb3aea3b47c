"""Answers as they are sent: compressed where the client takes it, HEAD with the length of GET."""

import gzip
import os
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.entrypoints.http.compression import SHORTEST, gzipped, sent, takes_gzip

LONG = "가나다" * SHORTEST


def an_answer(body: str = LONG, *, kind: str = "application/json", status: int = 200, **headers: str) -> dict[str, Any]:
    sent_headers = {"Content-Type": kind, **headers}
    return {"statusCode": status, "headers": sent_headers, "body": body, "isBase64Encoded": False}


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("x-gzip", True),
        ("identity", False),
        ("", False),
        ("gzip;q=0", False),
        ("*;q=1, gzip;q=0.0", False),
        ("gzip;q=x", False),
        ("gzipped", False),
    ],
)
def test_what_a_client_takes_is_read(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


@given(body=st.binary(max_size=2000))
def test_any_body_is_unpacked_as_it_was(body: bytes) -> None:
    assert gzip.decompress(gzipped(body)) == body


def test_the_length_does_not_hang_on_the_end() -> None:
    front = LONG.encode()

    assert len({len(gzipped(front + os.urandom(200))) for _ in range(20)}) == 1


def test_a_long_answer_is_compressed_for_who_takes_it() -> None:
    answer = sent(an_answer(Vary="Origin"), {"accept-encoding": "gzip"}, head=False)

    assert gzip.decompress(b64decode(answer["body"])).decode() == LONG
    assert (answer["headers"]["Content-Encoding"], answer["headers"]["Vary"]) == ("gzip", "Origin, Accept-Encoding")


def test_who_does_not_take_it_is_told_that_others_may() -> None:
    answer = sent(an_answer(), {}, head=False)

    assert (answer["body"], answer["headers"]["Vary"]) == (LONG, "Accept-Encoding")
    assert "Content-Encoding" not in answer["headers"]


@pytest.mark.parametrize(
    "answer",
    [
        an_answer("short"),
        an_answer(kind="application/vnd.apache.parquet"),
        {**an_answer(), "headers": {"Content-Encoding": "br"}},
    ],
)
def test_what_is_short_or_packed_already_is_left_alone(answer: dict[str, Any]) -> None:
    assert sent(answer, {"accept-encoding": "gzip"}, head=False) == answer


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_head_tells_the_length_of_get(accepted: str) -> None:
    asked = {"accept-encoding": accepted}
    get, head = (sent(an_answer(), asked, head=head) for head in (False, True))

    body = b64decode(get["body"]) if get["isBase64Encoded"] else get["body"].encode()
    assert head["headers"] == {**get["headers"], "Content-Length": str(len(body))}
    assert (head["body"], head["isBase64Encoded"]) == ("", False)


def test_what_has_no_body_has_no_length() -> None:
    assert "Content-Length" not in sent(an_answer("", status=304), {}, head=True)["headers"]
