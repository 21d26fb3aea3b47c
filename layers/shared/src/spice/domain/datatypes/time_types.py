"""The types of the calendar and the clock."""

from collections.abc import Sequence

from spice.domain.datatypes.calendar_parts import PARTS, a_duration, listed
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.rules import choices
from spice.domain.datatypes.times import a_date, a_date_time, a_time, date_time_in, date_times, ordered, times

TIME_TYPES: Sequence[DataType] = (
    DataType(
        name="xsd:dateTime",
        description=(
            "A moment. Without an offset it is in the database's time zone (UTC unless set): when clocks are set back, "
            "the first of two; when they are set forward, what an unset clock would have shown. Years 0001 to 9999, at "
            "most 9 digits of a second."
        ),
        accepts=("YYYY-MM-DDThh:mm:ss with Z, an offset such as +09:00, or none", "a space for the T", "no seconds"),
        normal_form="RFC 3339 in UTC with Z, the fraction without needless zeros",
        examples=("2013-01-01T10:00:00Z",),
        build=date_times,
        kind="time",
        constraints=ordered(a_date_time),
        constraints_in=lambda zone: ordered(date_time_in(zone)),
    ),
    DataType(
        name="xsd:date",
        description="A day of the calendar, without an offset.",
        accepts=("YYYY-MM-DD",),
        normal_form="YYYY-MM-DD",
        examples=("2013-01-01",),
        build=times(a_date),
        kind="time",
        constraints=ordered(a_date),
    ),
    DataType(
        name="xsd:time",
        description="A time of day: with an offset it is stored in UTC, without one it is local and stays as it is.",
        accepts=("hh:mm:ss with Z, an offset, or none", "no seconds"),
        normal_form="hh:mm:ss, the fraction without needless zeros, Z if there was an offset",
        examples=("09:30:00", "00:30:00Z"),
        build=times(a_time),
        kind="clock",
        constraints=ordered(a_time),
    ),
    DataType(
        name="xsd:duration",
        description="A length of time.",
        accepts=("-PnYnMnDTnHnMnS, each part optional",),
        normal_form="XML Schema's canonical form: months below 12, hours below 24, no zeros",
        examples=("P1DT2H30M",),
        build=listed(a_duration),
        kind="duration",
        constraints=choices(a_duration),
    ),
    *(
        DataType(
            name=name,
            description=f"A part of the calendar, {shape}, without an offset.",
            accepts=(shape,),
            normal_form=shape,
            examples=(example,),
            build=listed(read),
            kind="keyword",
            constraints=choices(read),
        )
        for name, (read, shape, example) in PARTS.items()
    ),
)
