"""`python -m infra.cost`: write docs/cost.md."""

import sys

from infra.config import STAGES
from infra.cost.prices import read_prices
from infra.cost.report import PAGE, cost_of, report


def main() -> None:
    """Write the page and say what an idle stage costs."""
    prices = read_prices()
    PAGE.write_text(report(prices))
    idle = ", ".join(f"{stage.name} {cost_of(stage, prices):,.0f}" for stage in STAGES.values())
    sys.stdout.write(f"{PAGE.name} is written: idle, in US dollars a month: {idle}\n")


if __name__ == "__main__":
    main()
