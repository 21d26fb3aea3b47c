"""The codes of ISO 4217, and how people write them."""

from collections.abc import Mapping

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
    CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF
    XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
"""Every code."""

_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITHOUT_DECIMALS = frozenset(_WHOLE.split())
"""Currencies that have no smaller unit."""

SIGNS: Mapping[str, str] = {
    "₩": "KRW",
    "원": "KRW",
    "원화": "KRW",
    "won": "KRW",
    "ウォン": "KRW",
    "韩元": "KRW",
    "韓元": "KRW",
    "円": "JPY",
    "엔": "JPY",
    "엔화": "JPY",
    "日元": "JPY",
    "日圓": "JPY",
    "jp¥": "JPY",
    "yen": "JPY",
    "위안": "CNY",
    "위안화": "CNY",
    "人民币": "CNY",
    "人民幣": "CNY",
    "cn¥": "CNY",
    "rmb": "CNY",
    "人民元": "CNY",
    "us$": "USD",
    "미국달러": "USD",
    "米ドル": "USD",
    "美元": "USD",
    "$": "$",
    "달러": "$",
    "ドル": "$",
    "dollar": "$",
    "€": "EUR",
    "유로": "EUR",
    "ユーロ": "EUR",
    "欧元": "EUR",
    "歐元": "EUR",
    "euro": "EUR",
    "£": "GBP",
    "파운드": "GBP",
    "nt$": "TWD",
    "hk$": "HKD",
    "a$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "nz$": "NZD",
    "r$": "BRL",
    "元": "元",
    "¥": "¥",
    "₹": "INR",
    "₽": "RUB",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "₦": "NGN",
    "₸": "KZT",
    "₮": "MNT",
    "₭": "LAK",
    "rp": "IDR",
    "rm": "MYR",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
}
"""Signs and words, in small letters, to a code, or to a sign of SHARED."""

SHARED: Mapping[str, Mapping[str | None, str]] = {
    "$": {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD", "MX": "MXN", None: "USD"},
    "元": {"TW": "TWD", "HK": "HKD", "MO": "MOP", None: "CNY"},
    "¥": {"JP": "JPY", "CN": "CNY"},
}
"""Signs of several currencies: what one means in a region, and (None) elsewhere, if anything."""
