"""Amounts of money, with a sign, a code or a word for the currency."""

import re
from functools import cache

from spice.domain.datatypes.countries import LANGUAGES
from spice.domain.datatypes.currencies import CURRENCIES, SIGNS
from spice.domain.inference.kinds.kind import Kind
from spice.domain.normal_forms import normal_form

_SPOKEN = """
    cent cents pence penny pennies quid buck bucks dollar dollars euro euros pound pounds franc francs mark marks markka
    guilder guilders yen yuan won peso pesos rupee rupees lira lire krona kronor krone kroner rouble roubles ruble
    rubles
    dinar dinars real reais rand baht ringgit rupiah dong shekel shekels zloty forint koruna riyal riyals dirham dirhams
    shilling shillings naira crown crowns dollars sterling renminbi kuai usd$ jiao fen
    元 원 원정 달러 불 엔 유로 위안 파운드 센트 페소 루블 프랑 円 銭 ドル ユーロ ポンド ウォン フラン 人民元 元整 块
    块钱 毛 角 分 美元 美金 美圆
    欧元 日元 英镑 港币 港元 台币 新台币 韩元 卢布 法郎 澳元 加元 人民币 圆 円玉 ペソ ルーブル ルピー バーツ
"""
_SCALES = (
    "hundred thousand thousands million millions mn mio billion billions bn trillion lakh lakhs crore crores k m b t"
    " hundreds dozen and point a an of about approximately approx over under nearly around almost c ca circa per"
    " each total only"
)
_NUMERALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety half quarter"
)
_NUMBERS = frozenset(_NUMERALS.split())
_FILLING = frozenset((_SCALES + " " + _NUMERALS).split())
_HAN_SCALES = "조억만천백십兆億亿萬万千百十零一二三四五六七八九两両約약〇余多수전석일반청소년대인소아성인어른당"
_SIGN_MARKS = "$€£¥₩₹₽₫฿₱₺₴₪₦₸₮₭￥￦￡₡¢＄₲₵₼₾"
_PIECE = re.compile(rf"[{_SIGN_MARKS}]|\d[\d.,' \u00a0]*\d|\d|[^\W\d_]+\$?|[+\-()/~.,:;%]|\S")
_QUICK = re.compile(
    rf"[(+\-]?\s?(?:[A-Z]{{1,3}})?\s?[{_SIGN_MARKS}]\s?[+\-]?\d[\d,.' \u00a0]*[KMBkmb]?[)\-]?"
    rf"|[(+\-]?\d[\d,.' \u00a0]*\s?[{_SIGN_MARKS}]\)?"
)


@cache
def _currency_words() -> frozenset[str]:
    """Gather the words of all currencies: of names several words long, each that is not a country's."""
    from babel import Locale

    words = {*_SPOKEN.split(), *(sign for sign in SIGNS if len(sign) > 1), *(code.lower() for code in CURRENCIES)}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for code in CURRENCIES:
            words |= {normal_form("NFKC", each).lower() for each in (locale.currencies.get(code, ""),) if each}
    return frozenset(words)


@cache
def _name_words() -> frozenset[str]:
    """Gather every single word that names of currencies are made of."""
    return frozenset(piece for word in _currency_words() for piece in word.split())


def is_money(text: str) -> bool:
    """Tell whether a text is an amount and a currency."""
    if not 2 <= len(text) <= 80:
        return False
    if _QUICK.fullmatch(text):
        return True
    if not any(char.isalpha() or char in _SIGN_MARKS for char in text):
        return False
    narrow = normal_form("NFKC", text).lower()
    return (any(char.isdigit() for char in narrow) or not narrow.isascii() or " " in narrow) and _reads(narrow)


def _reads(text: str) -> bool:
    amount = currency = False
    for piece in _PIECE.findall(text):
        if piece[0].isdigit() or piece in _NUMBERS:
            amount = True
        elif piece in _SIGN_MARKS or (len(piece) > 1 and _is_currency(piece.rstrip("$"))) or _is_currency(piece):
            currency = True
        elif not piece.isascii() and (ends := _han(piece)) is not None:
            amount, currency = amount or ends[0], currency or ends[1]
        elif not (piece in _FILLING or piece in _name_words() or not piece.isalnum()):
            return False
    return amount and currency


def _is_currency(piece: str) -> bool:
    return piece in _currency_words() and piece not in (
        "all",
        "top",
        "try",
        "mad",
        "cup",
        "gel",
        "lak",
        "ft",
        "rm",
        "rp",
    )


def _han(piece: str) -> tuple[bool, bool] | None:
    """Read 만원, 亿美元, 千円: scales and a currency in one word. Answers whether either is in it."""
    rest = piece.lstrip(_HAN_SCALES)
    if not rest:
        return True, False
    return (rest != piece, True) if _is_currency(rest) else None


MONEY = Kind(
    name="MONEY", words="an amount of money", fits=is_money, stored="MONEY", strength=6.5, named=1.5, least=0.4
)
KINDS = (MONEY,)
