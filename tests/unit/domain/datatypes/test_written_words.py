"""How people write phone numbers, URLs and other names of things, and what is stored of them."""

import pytest

from tests.unit.domain.datatypes.spellings import refused, stored


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("010-1234-5678", "+821012345678"),
        ("０１０ー１２３４ー５６７８", "+821012345678"),
        ("010.1234.5678", "+821012345678"),
        ("(02) 312 3456", "+8223123456"),
        ("02)312-3456", "+8223123456"),
        ("1588-1234", "+8215881234"),
        ("+82 (0)10-1234-5678", "+821012345678"),
        ("tel:+1-816-555-1212", "+18165551212"),
        ("+81 3-1234-5678", "+81312345678"),
        ("031-123-4567 내선 12", "+82311234567;ext=12"),
        ("+82 2 312 3456 ext. 12", "+8223123456;ext=12"),
    ],
)
def test_phones(written: str, number: str) -> None:
    assert stored("PHONE", written) == number


@pytest.mark.parametrize(
    "written", ["", "119", "010-12", "call 010-1234-5678", "010-1234-5678 x", "+", "1-800-FLOWERS"]
)
def test_what_is_no_phone(written: str) -> None:
    assert refused("PHONE", written) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("HTTP://Example.com", "http://example.com/"),
        ("https://한국.kr/경로?q=값", "https://xn--3e0b707e.kr/%EA%B2%BD%EB%A1%9C?q=%EA%B0%92"),
        ("https://example.com:443/a/../b", "https://example.com/b"),
        ("https://example.com/a|b?c[]={d}&e=%aa", "https://example.com/a%7Cb?c%5B%5D=%7Bd%7D&e=%AA"),
    ],
)
def test_urls(written: str, url: str) -> None:
    assert stored("URL", written) == url


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "www.example.com",
            "/a",
            "javascript:alert(1)",
            "http://",
            "http:example.com",
            "https://a b.com",
            " https://a.com",
        ),
        *(
            "http://a.com\\b",
            "https://example.com/%",
            "https://a.com/b c",
            "http://[::1",
            "https:///a",
            "https://a.com/\n",
        ),
    ],
)
def test_what_is_no_url(written: str) -> None:
    assert refused("URL", written) == "wrong_type"


def test_what_grows_too_long_when_it_is_spelled_out_is_refused() -> None:
    assert refused("ADDRESS", "\ufdfa" * 199) == "wrong_type"
    assert refused("URL", f"https://a.kr/{'값' * 3000}") == "wrong_type"
    assert refused("EMAIL", f"{chr(0x958) * 60}@example.com") == "wrong_type"


@pytest.mark.parametrize(
    ("type_", "written", "normal"),
    [
        ("URI", "URN:isbn:0451450523", "urn:isbn:0451450523"),
        ("URI", "HTTP://User@Example.COM/%7euser", "http://User@example.com/%7Euser"),
        ("UUID", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
        ("IP", "2001:0DB8::0:1", "2001:db8::1"),
        ("IP", "::FFFF:C000:0201", "::ffff:192.0.2.1"),
        ("NAME", " 홍  길동 ", "홍 길동"),
        ("NAME", "홍길동", "홍길동"),
        ("EMAIL", '"kim lee"@Example.com', '"kim lee"@example.com'),
    ],
)
def test_names_of_things(type_: str, written: str, normal: str) -> None:
    assert stored(type_, written) == normal


@pytest.mark.parametrize(
    ("type_", "written"),
    [
        *(
            ("URI", "/a"),
            ("URI", "http://a b"),
            ("URI", "https://example.com/값"),
            ("UUID", "2eb8aa08aa9811eab4aa73b441d16380"),
        ),
        *(
            ("UUID", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"),
            ("IP", "10.0.0.256"),
            ("IP", "010.1.1.1"),
            ("IP", "1.2.3.4/24"),
        ),
        *(
            ("IP", "fe80::1%eth0"),
            ("IP", "１.２.３.４"),
            ("NAME", "  "),
            ("EMAIL", "kim@"),
            ("EMAIL", "kim..lee@example.com"),
        ),
    ],
)
def test_what_is_none_of_these(type_: str, written: str) -> None:
    assert refused(type_, written) == "wrong_type"
