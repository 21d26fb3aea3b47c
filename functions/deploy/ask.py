"""An operator's statement -> what the database tells: `{"sql": …, "most": 100}`. Who may invoke it may do anything."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports

MOST = 1000


def build(ports: Ports) -> Handler:
    """Wire it to its port."""
    asking = ports.asking

    def ask(event: Mapping[str, Any], _: Any) -> dict[str, object]:
        return asdict(asking.ask(str(event["sql"]), most=min(MOST, int(event.get("most", 100)))))

    return ask


lambda_handler = lazy(build)
