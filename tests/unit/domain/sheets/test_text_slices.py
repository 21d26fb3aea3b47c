"""A text that is left between two records and gone on with gives what it gives in one go."""

import json
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from itertools import cycle

import pytest

from spice.domain.sheets.sheet import Cell
from spice.domain.sheets.text_files import dialect_of, walk_slice, walk_text
from spice.domain.sheets.text_records import Place
from spice.domain.tables.flaws import Flaw

ROWS = "번호,이름,메모\r\n" + "".join(f'{n},"김 ""{n}"" 씨","첫 줄\r\n둘째 줄 {n}"\r\n' for n in range(40))
JAPANESE = "番号,名前\n" + "".join(f"{n},東京の店{n}\n" for n in range(40))
OBJECTS = "".join(json.dumps({"n": n} | ({"late": "é"} if n > 20 else {})) + "\n" for n in range(40))


class Taking:
    """Keeps every row as it came."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        self.rows.append((number, list(cells)))


def at_once(content: bytes) -> tuple[Taking, list[Flaw]]:
    sink, flaws = Taking(), list[Flaw]()
    walk_text(BytesIO(content), "t.csv", sink, flaws)
    return sink, flaws


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode(),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("cp949"),
        ROWS.encode("utf-16"),
        ROWS.encode("utf-16-le"),
        ROWS.encode("utf-32"),
        JAPANESE.encode("cp932"),
        JAPANESE.encode("gb18030"),
        OBJECTS.encode(),
        ("sep=;\n" + JAPANESE.replace(",", ";")).encode(),
        b"a,b\r" * 40,
        ROWS.encode() + b'1,"never closed\n2,b,c\n3,d,e\n',
        ROWS.encode() + b"\xff\xfe,x,y\n",
    ],
)
@pytest.mark.parametrize("at_a_time", [1, 7])
def test_slices_give_what_one_go_gives(content: bytes, at_a_time: int) -> None:
    whole, noted = at_once(content)
    dialect = dialect_of(BytesIO(content), "t.csv")
    sink, flaws, place, slices = Taking(), list[Flaw](), Place(), 0

    while not place.ended:
        pause = partial(next, cycle([*[False] * (at_a_time - 1), True]))
        place = walk_slice(BytesIO(content), "t.csv", dialect, sink, flaws, place=place, pause=pause)
        slices += 1

    # Where a carriage return alone ends lines, all of them come as one, which is read in one go.
    assert slices > 3 or b"\n" not in content
    assert sink.rows == [(number, cells[:0] if not number else cells) for number, cells in whole.rows]
    assert [str(flaw.said) for flaw in flaws] == [str(flaw.said) for flaw in noted]
