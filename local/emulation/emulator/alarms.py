"""Alarms on an expression over several metrics: recorded, for ministack evaluates those on one metric only."""

from typing import Any

from local.emulation.emulator.handlers import Made, Properties, table
from local.emulation.emulator.recorded import Recorded, recording

ALARM = "AWS::CloudWatch::Alarm"


def register() -> None:
    """Have alarms with metric math recorded and leave the others to ministack."""
    real: dict[str, Any] = dict(table()[ALARM])
    record = recording(Recorded(id="{name}", arn=("cloudwatch", "alarm:{name}")), {})

    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        made: Made = handler_of(properties)["create"](logical_id, properties, stack)
        return made

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Made:
        if handler_of(old) is handler_of(new) is record:
            return physical_id, record["create"](logical_id, new, stack)[1]
        if handler_of(old) is handler_of(new):
            changed: Made = real["update"](physical_id, old, new, stack, logical_id)
            return changed
        delete(physical_id, old)
        return create(logical_id, new, stack)

    def delete(physical_id: str, properties: Properties) -> None:
        handler_of(properties)["delete"](physical_id, properties)

    def handler_of(properties: Properties) -> dict[str, Any]:
        return record if "Metrics" in properties else real

    table()[ALARM] = {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}
