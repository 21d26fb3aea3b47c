"""Days and times as spreadsheets count them: days since the end of 1899, parts of a day behind the point."""

from datetime import datetime, timedelta

_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's times have no zone
_LAST = 2_958_465
_DAY = 86_400


def written_serial(number: float, kind: str) -> str:
    """Write a number that is formatted as DATE, TIME or DATE_TIME; what is none of a calendar stays a number."""
    if not 0 <= number <= _LAST or (kind != "TIME" and number < 1):
        return written_number(number)
    moment = _FIRST + timedelta(seconds=round(number * _DAY))
    if kind == "DATE":
        return moment.date().isoformat()
    if kind == "TIME":
        seconds = round(number * _DAY)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    midnight = moment.time() == datetime.min.time()
    return moment.date().isoformat() if midnight else moment.isoformat(sep=" ")


def written_number(number: float) -> str:
    """Write a number as people would: whole ones without a point."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))
