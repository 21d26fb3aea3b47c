"""The part of docs/scale.md that the burst model writes."""

from pathlib import Path

from infra.config import DEV, PROD
from infra.cost.burst import HELD_SECONDS, RAMP_SECONDS, Burst, Course, run
from infra.cost.footprint import HOURS
from infra.cost.lines import bill, total
from infra.cost.prices import Prices, read_prices
from infra.cost.traffic import Traffic
from infra.stage import Stage

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- written by `make burst` -->\n", "<!-- until here -->\n"
PEAKS = (500.0, 5000.0)


def burst_page(prices: Prices) -> str:
    """Write the tables of both stages at every peak."""
    parts = [_table(stage, run(stage, Burst(peak=peak)), prices) for stage in (DEV, PROD) for peak in PEAKS]
    return "\n".join(parts)


def write(file: Path = PAGE) -> None:
    """Put the tables between their marks."""
    before, _, rest = file.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n{burst_page(read_prices())}\n{END}{after}")


def _table(stage: Stage, course: Course, prices: Prices) -> str:
    puts = course.puts / (RAMP_SECONDS + HELD_SECONDS)
    lines = [
        f"**{stage.name}, 0 to {course.burst.peak:,.0f} events/s in {RAMP_SECONDS} s, held {HELD_SECONDS} s.**"
        f" Holds first: **{course.first}**.",
        f"Accepted {course.accepted:,.0f} events, told to come again {course.refused:,.0f};"
        f" all done {_drained(course)}.",
        f"OMS: {course.environments} environments; database: {course.connections} connections; log: {puts:.1f} PUT/s;"
        f" ${_usd(stage, course, prices):.2f} for the burst.",
        "",
        "| step | carries at the peak | most that waited | behind after | moved by |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for step in course.steps:
        behind = "never" if step.first_behind is None else f"{step.first_behind} s"
        lines.append(
            f"| {step.name} | {step.capacity_at_peak:,.0f}/s | {step.most_waiting:,.0f} | {behind} | {step.moves} |"
        )
    return "\n".join([*lines, ""])


def _drained(course: Course) -> str:
    if course.drained is None:
        return "not within a day"
    after = course.drained - (course.burst.ramp_seconds + course.burst.held_seconds)
    return f"{after} s after the last arrived"


def _usd(stage: Stage, course: Course, prices: Prices) -> float:
    """What the accepted events cost beside what stands there: by the bill of a steady rate, a month's part of it."""
    seconds = RAMP_SECONDS + HELD_SECONDS
    rate = course.accepted / seconds
    busy, idle = (total(bill(stage, Traffic(events=events, window=1.0), prices)) for events in (rate, 0.0))
    return (busy - idle) * seconds / (HOURS * 3600)


if __name__ == "__main__":
    write()
