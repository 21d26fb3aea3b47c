"""How people write money, currencies, countries and percentages, and what is stored of them."""

from decimal import Decimal

import pytest

from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import NOWHERE
from tests.unit.domain.datatypes.spellings import CHINA, JAPAN, TAIWAN, refused, stored


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("₩15,000", "15000", "KRW"),
        ("15,000원", "15000", "KRW"),
        ("￦1,000", "1000", "KRW"),
        ("-₩500", "-500", "KRW"),
        ("₩-500", "-500", "KRW"),
        ("KRW 15,000원", "15000", "KRW"),
        ("１２，０００円", "12000", "JPY"),
        ("3만 5천원", "35000", "KRW"),
        ("3억 5,000만 원", "350000000", "KRW"),
        ("1.5억원", "150000000", "KRW"),
        ("5천만원", "50000000", "KRW"),
        ("0만원", "0", "KRW"),
        ("$12.50", "12.50", "USD"),
        ("usd 12.50", "12.50", "USD"),
        ("NT$ 300", "300", "TWD"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("12,50 €", "12.50", "EUR"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("5元", "5", "CNY"),
    ],
)
def test_money(written: str, amount: str, currency: str) -> None:
    assert stored("MONEY", written) == {"amount": amount, "currency": currency}


def test_amounts_in_large_units_are_exact() -> None:
    digits = "1234567890123456789012345678901234567890"

    assert stored("MONEY", f"{digits}조원") == {"amount": digits + "0" * 12, "currency": "KRW"}


def test_a_sign_of_several_currencies_is_the_regions() -> None:
    assert stored("MONEY", "¥500", JAPAN) == {"amount": "500", "currency": "JPY"}
    assert stored("MONEY", "¥500", CHINA) == {"amount": "500", "currency": "CNY"}
    assert stored("MONEY", "5元", TAIWAN) == {"amount": "5", "currency": "TWD"}
    assert stored("MONEY", "$5", TAIWAN) == {"amount": "5", "currency": "TWD"}
    assert refused("MONEY", "¥500") == "wrong_type"
    assert refused("MONEY", "¥500", NOWHERE) == "wrong_type"


@pytest.mark.parametrize(
    "written",
    ["", "15000", "₩", "만원", "15,0000원", "1만 2억원", "₩15,000 $", "1e5원", "1.2.3원", "₩1 2", "--₩5", "12 XYZ"],
)
def test_what_is_no_money(written: str) -> None:
    assert refused("MONEY", written) == "wrong_type"


@pytest.mark.parametrize("currency", ["KRW", "JPY"])
def test_won_and_yen_have_no_decimals(currency: str) -> None:
    assert stored("MONEY", {"amount": "15,000.00", "currency": currency}) == {"amount": "15000", "currency": currency}
    assert refused("MONEY", f"0.5{currency}") == "constraint_violated"
    with pytest.raises(Rejected) as caught:
        stored("MONEY", f"12.5 {currency}")
    (told,) = caught.value.problems
    assert (told.path, told.message) == ("/amount", f"must be whole: {currency} has no decimals")
    assert told.hint == f'{{"amount": "12.5", "currency": "{currency}"}} says a part of a unit'


@pytest.mark.parametrize("amount", ["0.5", "1234567890123456.78", Decimal("1.5")])
def test_a_price_of_a_part_of_a_won_is_said_in_an_object(amount: object) -> None:
    assert stored("MONEY", {"amount": amount, "currency": "KRW"}) == {"amount": str(amount), "currency": "KRW"}


def test_a_number_without_a_country_is_of_the_databases_region() -> None:
    assert stored("PHONE", "03-1234-5678", JAPAN) == "+81312345678"
    assert stored("PHONE", "138 0013 8000", CHINA) == "+8613800138000"
    assert refused("PHONE", "010-1234-5678", NOWHERE) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            ("kr", "KR"),
            ("KOR", "KR"),
            ("410", "KR"),
            ("대한민국", "KR"),
            ("한국", "KR"),
            ("韓国", "KR"),
            ("韩国", "KR"),
        ),
        *(("South Korea", "KR"), ("USA", "US"), ("United States of America", "US"), ("UK", "GB"), ("홍콩", "HK")),
        *(("Côte d’Ivoire", "CI"), ("Bosnia and Herzegovina", "BA"), ("臺灣", "TW"), ("日本", "JP"), ("中国", "CN")),
    ],
)
def test_countries(written: str, code: str) -> None:
    assert stored("COUNTRY", written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            ("krw", "KRW"),
            ("₩", "KRW"),
            ("원", "KRW"),
            ("円", "JPY"),
            ("人民币", "CNY"),
            ("元", "CNY"),
            ("달러", "USD"),
        ),
        *(("US Dollar", "USD"), ("대한민국 원", "KRW"), ("韓国ウォン", "KRW"), ("€", "EUR")),
    ],
)
def test_currencies(written: str, code: str) -> None:
    assert stored("CURRENCY", written) == code


@pytest.mark.parametrize("type_", ["COUNTRY", "CURRENCY"])
@pytest.mark.parametrize("written", ["", "Narnia", "ZZ", "¥", "\x00", "a" * 500, 410])
def test_what_is_no_country_and_no_currency(type_: str, written: object) -> None:
    assert refused(type_, written) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(("12.5%", Decimal("12.5")), ("１２．５％", Decimal("12.5")), ("−5 %", -5), ("1,234%", 1234)),
        *(("50퍼센트", 50), ("50パーセント", 50), (Decimal("0.50"), Decimal("0.50"))),
    ],
)
def test_percentages(written: object, number: object) -> None:
    assert repr(stored("PERCENT", written)) == repr(number)


def test_what_is_no_percentage() -> None:
    assert {refused("PERCENT", each) for each in ("", "12.5", "%", "1e3%", "12,5%", True)} == {"wrong_type"}
