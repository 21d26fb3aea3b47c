"""CloudFormation's resource handlers as ministack holds them: a table to add to and to wrap."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

Properties = dict[str, Any]
Made = tuple[str, dict[str, Any]]
Record = Callable[[str, Properties, str], Made]
TABLE = "ministack.services.cloudformation.provisioners"


def table() -> dict[str, dict[str, Any]]:
    """Give the table: resource type to its `create`, `update`, `delete`."""
    handlers: dict[str, dict[str, Any]] = import_module(TABLE)._RESOURCE_HANDLERS
    return handlers


def physical_name(stack: str, logical_id: str, *, longest: int = 60) -> str:
    """Name a resource as CloudFormation does: the same each time it is asked for the same."""
    name: str = import_module(TABLE)._physical_name(stack, logical_id, lowercase=True, max_len=longest)
    return name


def region_and_account() -> tuple[str, str]:
    """Tell whose request is being served."""
    responses = import_module("ministack.core.responses")
    return responses.get_region(), responses.get_account_id()


def arn(service: str, resource: str) -> str:
    """Write the ARN of a resource of the account that is being served."""
    region, account = region_and_account()
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def after(resource_type: str, mend: Callable[[str, Properties, dict[str, Any]], dict[str, Any]]) -> None:
    """Have `mend(physical_id, properties, attributes)` give the attributes of what a handler made or changed."""
    handler = table()[resource_type]
    create: Callable[..., Made] = handler["create"]
    update: Callable[..., Made] = handler.get("update", create)

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        physical_id, attributes = create(logical_id, properties, stack)
        return physical_id, mend(physical_id, properties, attributes)

    def updated(physical_id: str, old: Properties, new: Properties, stack: str, *logical_id: str) -> Made:
        made_id, attributes = update(physical_id, old, new, stack, *logical_id)
        return made_id, mend(made_id, new, attributes)

    handler["create"] = created
    if "update" in handler:
        handler["update"] = updated


def before(resource_type: str, mend: Callable[[Properties], Properties]) -> None:
    """Have `mend(properties)` give the properties a handler sees."""
    handler = table()[resource_type]
    create, update = handler["create"], handler["update"]

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        made: Made = create(logical_id, mend(properties), stack)
        return made

    def updated(physical_id: str, old: Properties, new: Properties, stack: str, *logical_id: str) -> Made:
        made: Made = update(physical_id, mend(old), mend(new), stack, *logical_id)
        return made

    handler["create"], handler["update"] = created, updated


def afterwards(resource_type: str, follow: Callable[[str, Properties], None]) -> None:
    """Have `follow(physical_id, properties)` happen when a resource was deleted."""
    handler = table()[resource_type]
    delete = handler["delete"]

    def deleted(physical_id: str, properties: Properties) -> None:
        delete(physical_id, properties)
        follow(physical_id, properties)

    handler["delete"] = deleted
