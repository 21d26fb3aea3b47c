"""How people write addresses and files, and what is stored of them."""

from tests.unit.domain.datatypes.spellings import problems, stored


def test_an_address_tells_its_place() -> None:
    seoul = {"text": "서울특별시 강남구 테헤란로 152", "country": "KR", "region": "서울특별시", "city": "강남구"}

    assert stored("ADDRESS", "서울특별시 강남구  테헤란로 １５２") == seoul
    assert stored("ADDRESS", {"text": "서울특별시 강남구 테헤란로 152"}) == seoul
    assert stored("ADDRESS", "(우)06236 서울 강남구 테헤란로 152") == {
        **seoul,
        "text": "(우)06236 서울 강남구 테헤란로 152",
        "postal_code": "06236",
    }
    assert stored("ADDRESS", "경기도 성남시 분당구 판교로 1") == {
        "text": "경기도 성남시 분당구 판교로 1",
        "country": "KR",
        "region": "경기도",
        "city": "성남시 분당구",
    }
    assert stored("ADDRESS", "〒150-0001 東京都渋谷区神宮前1-1") == {
        "text": "〒150-0001 東京都渋谷区神宮前1-1",
        "country": "JP",
        "postal_code": "150-0001",
        "region": "東京都",
    }
    assert stored("ADDRESS", "广东省深圳市南山区") == {
        "text": "广东省深圳市南山区",
        "country": "CN",
        "region": "广东省",
    }
    assert stored("ADDRESS", "12345 Main Street, Springfield") == {"text": "12345 Main Street, Springfield"}


def test_an_address_is_made_of_its_parts() -> None:
    parts = {"region": "서울특별시", "city": "강남구", "street": "테헤란로 152"}

    assert stored("ADDRESS", {**parts, "country": "한국"}) == {
        "text": "서울특별시 강남구 테헤란로 152",
        "country": "KR",
        **parts,
    }
    assert stored("ADDRESS", {"street": "1 Main St", "city": "Springfield", "country": "US"}) == {
        "text": "1 Main St, Springfield",
        "country": "US",
        "city": "Springfield",
        "street": "1 Main St",
    }


def test_a_part_that_is_wrong_is_told_at_its_place() -> None:
    def told(type_: str, value: object) -> list[tuple[str, str]]:
        return [(each.code, each.path) for each in problems(type_, value)]

    assert told("ADDRESS", {"cuntry": "KR", "region": 5, "text": "서울"}) == [
        ("unknown_property", "/cuntry"),
        ("wrong_type", "/region"),
    ]
    assert told("ADDRESS", {"country": "KR"}) == [("missing_property", "/text")]
    assert told("ADDRESS", "") == [("wrong_type", "")]
    assert told("FILE", {"name": "a"}) == [("missing_property", "/url")]
    assert told("FILE", {"url": "https://a.com/", "size": -1, "sha256": "zz"}) == [
        ("constraint_violated", "/size"),
        ("wrong_type", "/sha256"),
    ]
    assert told("IMAGE", {"url": "https://a.com/", "content_type": "text/plain"}) == [
        ("constraint_violated", "/content_type")
    ]


def test_no_message_has_the_words_of_a_library() -> None:
    for type_, value in (("PHONE", "+999"), ("EMAIL", "a..b@c.de"), ("URL", "http://"), ("COUNTRY", "x")):
        (problem,) = problems(type_, value)
        assert problem.message.startswith("must be a")
        assert problem.hint is None or "https://" in problem.hint
