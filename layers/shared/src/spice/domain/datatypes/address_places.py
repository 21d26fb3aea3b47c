"""What a line of an address tells of its place: Korea's provinces and districts, prefectures, provinces of China."""

import re
from collections.abc import Mapping

_KOREAN: Mapping[str, str] = {
    "서울특별시": "서울시 서울",
    "부산광역시": "부산시 부산",
    "대구광역시": "대구시 대구",
    "인천광역시": "인천시 인천",
    "광주광역시": "광주",
    "대전광역시": "대전시 대전",
    "울산광역시": "울산시 울산",
    "세종특별자치시": "세종시 세종",
    "경기도": "경기",
    "강원특별자치도": "강원도 강원",
    "충청북도": "충북",
    "충청남도": "충남",
    "전북특별자치도": "전라북도 전북",
    "전라남도": "전남",
    "경상북도": "경북",
    "경상남도": "경남",
    "제주특별자치도": "제주도 제주",
}
"""A province's name today, and others it has or had."""
_NAMES = {other: name for name, others in _KOREAN.items() for other in (name, *others.split())}
_KOREAN_PLACE = re.compile(rf"({'|'.join(sorted(_NAMES, key=len, reverse=True))}) ((?:[가-힣]+[시군구](?: |$)){{0,2}})")
_ABROAD = (
    ("JP", re.compile(r"(北海道|東京都|京都府|大阪府|[一-龠]{2,3}県)")),
    ("CN", re.compile(r"(北京市|上海市|天津市|重庆市|[一-龠]{2,3}省|[一-龠]{2,6}自治区)")),
    ("TW", re.compile(r"([臺台][北中南]市|新北市|桃園市|高雄市|[一-龠]{2}縣)")),
)
_POSTAL = re.compile(
    r"(?P<mark>\(?(?:우편번호|우|〒)\)?[ :]?)?[(\[]?(?P<code>\d{3}-\d{4}|\d{3}-\d{3}|\d{5,6})[)\]]?,? ?(?=\D)", re.ASCII
)
"""Korea has 5 digits (once 3 and 3), Japan 3 and 4, China 6."""
_COUNTRY = re.compile(r"(?:대한민국|한국|日本国?|中国|中國|中华人民共和国|臺灣|台灣|台湾),? ?")


def place_of(text: str) -> dict[str, object]:
    """Tell the postal code, the country, the region and (of Korea) the city a line begins with, as far as it does."""
    postal = _POSTAL.match(text)
    line = text if postal is None else text[postal.end() :]
    country = _COUNTRY.match(line)
    told = _place(line if country is None else line[country.end() :])
    # A number that stands first is a house's, where nothing says that it is a code.
    if postal is not None and (told or postal["mark"]):
        told["postal_code"] = postal["code"]
    return told


def _place(line: str) -> dict[str, object]:
    if korean := _KOREAN_PLACE.match(f"{line} "):
        city = korean[2].strip()
        return {"country": "KR", "region": _NAMES[korean[1]], **({"city": city} if city else {})}
    for country, pattern in _ABROAD:
        if found := pattern.match(line):
            return {"country": country, "region": found[1]}
    return {}
