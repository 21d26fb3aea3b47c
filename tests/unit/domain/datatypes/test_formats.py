"""Every format that a text may be asked to have, as its RFC has it: what is one, and what is none."""

from collections.abc import Mapping, Sequence

import pytest

from spice.domain.datatypes.formats import FORMATS, format_test

CASES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "date": (["2024-02-29", "1899-12-31"], ["2023-02-29", "2024-2-9", "2024-13-01", "2024-01-32", "20240131"]),
    "date-time": (
        ["2024-03-05T06:30:00Z", "2024-03-05t06:30:00.125+09:00", "2016-12-31T23:59:60Z"],
        ["2024-03-05 06:30:00Z", "2024-03-05T06:30:00", "2024-03-05T24:00:00Z", "2024-03-05T06:30Z"],
    ),
    "duration": (["P3Y6M4DT12H30M5S", "PT36H", "P2W", "P0D"], ["P", "PT", "P1Y2W", "1D", "P1H", "PT1D"]),
    "email": (["kim@example.kr", "a+b@sub.example.com"], ["kim", "kim@", "@example.kr", "a..b@example.kr", ".a@x.kr"]),
    "hostname": (
        ["example.kr", "a-b.example", "xn--3e0b707e"],
        ["-a.kr", "a-.kr", "a_b.kr", "a..kr", "a" * 64 + ".kr"],
    ),
    "idn-email": (["김@예시.한국", "kim@example.kr"], ["김", "@예시.한국"]),
    "idn-hostname": (["예시.한국", "example.kr"], ["-예시.한국", "a" * 64 + ".한국"]),
    "ipv4": (["192.0.2.7", "0.0.0.0"], ["192.0.2", "192.0.2.256", "192.0.2.07", "192.0.2.7/24"]),
    "ipv6": (["2001:db8::1", "::", "::ffff:192.0.2.7"], ["2001:db8:::1", "12345::", "1::2::3", "fe80::1%eth0"]),
    "iri": (["https://예시.한국/경로?물음=답#끝", "urn:a:b"], ["/경로", "https://a b", "\\\\host\\share"]),
    "iri-reference": (["/경로", "#끝", "https://예시.한국/"], ["\\\\host\\경로", "#a\\b"]),
    "json-pointer": (["", "/a/b~0c~1d", "/", "/0"], ["a", "#/a", "/a~", "/a~2"]),
    "regex": (["^[a-z]+$", "(a|b)*"], ["(a", "[a", "a)"]),
    "relative-json-pointer": (["0", "1/a", "2#"], ["/a", "-1/a", "01/a", "0##"]),
    "time": (["06:30:00Z", "06:30:00.5+09:00", "23:59:60Z"], ["06:30:00", "24:00:00Z", "06:30Z", "06:60:00Z"]),
    "uri": (["https://example.kr/a?b#c", "mailto:kim@example.kr"], ["/a", "https://a b", "https://예시.한국", "//a"]),
    "uri-reference": (["/a?b", "#c", "//example.kr/a"], ["\\\\host\\a", "/경로"]),
    "uri-template": (["/a/{b}", "/a{?b,c}", "/a"], ["/a/{b", "/a/b}"]),
    "uuid": (
        ["2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
        [
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        ],
    ),
}


def test_every_format_has_cases() -> None:
    assert {*CASES} == {*FORMATS}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (good, _) in CASES.items() for text in good])
def test_what_has_a_format_is_taken(name: str, text: str) -> None:
    assert format_test(name)(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, bad) in CASES.items() for text in bad])
def test_what_has_not_is_refused(name: str, text: str) -> None:
    assert not format_test(name)(text)
