"""What rings, and how what is measured went."""

from typing import Annotated, Literal

from pydantic import Field

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.queries.platform.alarms import AlarmRow, PointRow, alarm_rows, series_rows
from spice.domain.alarms import METRICS
from spice.entrypoints.http.answer import Listed, page
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter

LONGEST_STEP = 86_400
METRIC = Parameter(
    name="metric",
    type=Literal[METRICS],
    required=True,
    description="What was measured: docs/metrics.md.",
)
STEP = Parameter(
    name="step",
    type=Annotated[int, Field(ge=60, le=LONGEST_STEP, default=60)],
    description="Seconds of a step, from a minute to a day; at most 1,500 steps.",
)


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    measures = reading.ports.measures

    @room.get("/admin/alarms", needs="admin")
    def alarms(request: Request) -> Listed[AlarmRow]:
        """Tell how each alarm is, those that ring first: measured once a minute, `since` at most three hours back."""
        return page(alarm_rows(measures, request.now))

    @room.get("/admin/series", needs="admin", query=(METRIC, p.FROM, p.TO, STEP))
    def series(request: Request) -> Listed[PointRow]:
        """Tell how a metric went, by steps: the last hour where no time is named; kept for 14 days."""
        query = request.query
        start, end = query.moment("from", None), query.moment("to", None)
        step = query.whole("step", 60, lowest=60, highest=LONGEST_STEP)
        return page(series_rows(measures, query.one("metric"), start, end, step=step, now=request.now))
