"""Countries and territories of ISO 3166."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.rules import choices, listed
from spice.domain.regions import REGIONS

LANGUAGES = ("en", "ko", "ja", "zh", "zh_Hant")
"""The languages in which names of countries and currencies are read."""
_EXPECTED = "a country as an ISO 3166 code or by name"
_ALSO = {
    "KR": "한국 남한 republicofkorea southkorea",
    "KP": "북한 northkorea",
    "TW": "臺灣",
    "GB": "uk greatbritain",
    "US": "unitedstatesofamerica america",
    "HK": "hongkong 홍콩 香港",
    "MO": "macao macau 마카오 マカオ 澳門 澳门",
}
"""Names people use that CLDR does not list first."""


def a_country(value: object) -> object:
    """Read a code of two or three letters or three digits, or a name; the normal form is the code of two letters."""
    text = folded(value, _EXPECTED)
    found = code if (code := text.upper()) in REGIONS else _codes().get(_key(text))
    if found is None:
        raise wrong_type(_EXPECTED, value)
    return found


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    # Names come in five languages: a cold start does not pay for what few classes hold.
    from babel import Locale
    from babel.core import get_global

    codes: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in REGIONS:
                codes |= {_key(each): code for each in _spellings(name)}
    for code, territories in get_global("territory_aliases").items():
        if len(code) == 3 and len(territories) == 1 and territories[0] in REGIONS:
            codes[_key(code)] = territories[0]
    return codes | {name: code for code, names in _ALSO.items() for name in names.split()}


def _spellings(name: str) -> Iterator[str]:
    yield name
    yield name.replace("&", "and")
    # CLDR tells of some what they belong to, in brackets.
    yield name.partition("(")[0]


def _key(name: str) -> str:
    return "".join(char for char in folded(name, _EXPECTED).casefold() if char.isalnum())


COUNTRY = DataType(
    name="COUNTRY",
    closed=True,
    description="A country or territory of ISO 3166-1.",
    accepts=("a code of two or three letters, or three digits", "a name in English, Korean, Japanese or Chinese"),
    normal_form="the code of two letters",
    examples=("KR",),
    build=listed(a_country),
    kind="keyword",
    constraints=choices(a_country),
    widens_to=("xsd:string",),
    json_schema={"type": "string", "pattern": "^[A-Z]{2}$"},
)
