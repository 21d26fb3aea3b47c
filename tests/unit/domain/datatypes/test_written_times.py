"""How people write days, times and lengths of time, and what is stored of them."""

import pytest

from tests.unit.domain.datatypes.spellings import SEOUL, refused, stored


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024년 3월 5일", "2024-03-05"),
        ("２０２４年３月５日", "2024-03-05"),
        ("二〇二四年十二月二十五日", "2024-12-25"),
        ("令和6年3月5日", "2024-03-05"),
        ("㋿6年3月5日", "2024-03-05"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("R6.3.5", "2024-03-05"),
        ("民國113年3月5日", "2024-03-05"),
        ("단기 4357년 3월 5일", "2024-03-05"),
        ("2024. 3. 5.", "2024-03-05"),
        ("2024.03.05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05"),
        ("5-Mar-2024", "2024-03-05"),
        ("2024년 3월 5일 (화)", "2024-03-05"),
        ("2024年3月5日火曜日", "2024-03-05"),
        ("2024年3月5日星期二", "2024-03-05"),
    ],
)
def test_dates(written: str, day: str) -> None:
    assert stored("DATE", written) == day


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "yesterday",
            "3/5/2024",
            "2024-02-30",
            "2024년 13월 1일",
            "令和元年4月30日",
            "平成32年1月1日",
            "令和0年5月1日",
        ),
        *("2024년 3월 5일 (수)", "2024-03-05T00:00:00Z", "2024년 3월", "5 Marches 2024", "0000-01-01", "2024-W10-2"),
    ],
)
def test_what_is_no_date(written: str) -> None:
    assert refused("DATE", written) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("오후 3시 30분", "15:30:00"),
        ("午後3時30分", "15:30:00"),
        ("下午3点半", "15:30:00"),
        ("3:30 PM", "15:30:00"),
        ("3pm", "15:00:00"),
        ("오전 12시", "00:00:00"),
        ("오후 12시", "12:00:00"),
        ("15시", "15:00:00"),
        ("9時5分10秒", "09:05:10"),
        ("15:30", "15:30:00"),
        ("15:30:00.50+09:00", "06:30:00.5Z"),
        ("23:59:60Z", "00:00:00Z"),
    ],
)
def test_times(written: str, time: str) -> None:
    assert stored("TIME", written) == time


@pytest.mark.parametrize(
    "written", ["", "noon", "25:00", "12:60", "오후 13시", "3시 반 30분", "오전 3시 PM", "12:00:60"]
)
def test_what_is_no_time(written: str) -> None:
    assert refused("TIME", written) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024년 3월 5일 오후 3시 30분", "2024-03-05T06:30:00Z"),
        ("令和6年3月5日 15時", "2024-03-05T06:00:00Z"),
        ("2024.03.05 15:30:00", "2024-03-05T06:30:00Z"),
        ("2024-03-05T15:30:00+01:00", "2024-03-05T14:30:00Z"),
        ("March 5, 2024 3:30 PM UTC", "2024-03-05T15:30:00Z"),
        ("2024년 3월 5일", "2024-03-04T15:00:00Z"),
        ("1998-12-31T23:59:60Z", "1999-01-01T00:00:00Z"),
    ],
)
def test_moments(written: str, moment: str) -> None:
    assert stored("DATETIME", written, SEOUL) == moment


@pytest.mark.parametrize("written", ["", "x", "15:30", "2024년 3월 5일 25시", "1998-12-31T22:59:60Z", "3/5/2024 10:00"])
def test_what_is_no_moment(written: str) -> None:
    assert refused("DATETIME", written) == "wrong_type"


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("1시간 30분", "PT1H30M"),
        ("2日3時間", "P2DT3H"),
        ("3周", "P21D"),
        ("90 minutes", "PT1H30M"),
        ("1h30m", "PT1H30M"),
        ("1.5 hours", "PT1H30M"),
        ("1 hour and 5 minutes", "PT1H5M"),
        ("01:30:00", "PT1H30M"),
        ("P2W", "P14D"),
        ("1년 2개월", "P1Y2M"),
        ("-P1D", "-P1D"),
    ],
)
def test_durations(written: str, length: str) -> None:
    assert stored("DURATION", written) == length


@pytest.mark.parametrize("written", ["", "5", "1분 2시간", "1.5년", "P1Y2W", "1시간 1시간", "soon"])
def test_what_is_no_duration(written: str) -> None:
    assert refused("DURATION", written) == "wrong_type"
