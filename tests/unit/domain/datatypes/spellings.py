"""What is stored of a value as somebody wrote it, in a database that is at home somewhere."""

import pytest

from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.registry import compile_check
from spice.domain.errors import Problem

KOREA, JAPAN, CHINA, TAIWAN = (Home(region=region) for region in ("KR", "JP", "CN", "TW"))
SEOUL = Home(zone="Asia/Seoul", region="KR")


def stored(type_: str, value: object, home: Home = KOREA) -> object:
    """Read a value: its normal form."""
    return compile_check({"type": type_}, home)(value)


def problems(type_: str, value: object, home: Home = KOREA) -> list[Problem]:
    """Read a value that must be refused."""
    with pytest.raises(Rejected) as caught:
        stored(type_, value, home)
    return [*caught.value.problems]


def refused(type_: str, value: object, home: Home = KOREA) -> str:
    """Tell the code with which a value is refused."""
    return problems(type_, value, home)[0].code
