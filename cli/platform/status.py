"""`spice status`: what runs where, and what waits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failure import Failure, Unreachable
from cli.token import Data

if TYPE_CHECKING:
    from cli.client import Client
    from cli.printing import Printer
    from local.folder.data_folder import DataFolder
    from local.running.inspection import Seen

COLUMNS = ("service", "state", "pid", "port", "memory", "up", "processes", "restarts")
SETTLED = {"ready": "green", "starting": "yellow", "preparing": "yellow"}


def status(
    data: Data = None, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False
) -> None:
    """Show each service, the depth of the outbox, and how far relay and projections lag."""
    from cli.client import Client
    from cli.printing import Printer
    from local.folder.data_folder import DataFolder
    from local.folder.issuer import administrators_token
    from local.folder.room import disk_of
    from local.running.inspection import inspect_services

    folder = DataFolder(data)
    endpoint = _endpoint(folder)
    services = inspect_services(folder)
    platform = _ask(Client(endpoint, lambda: administrators_token(folder), patience=1))
    disk = disk_of(folder, full=any(each.name == "opensearch" for each in services))
    printer = Printer(as_json=as_json)
    if as_json:
        room = {"disk_free_bytes": disk.free_bytes, "disk_full": disk.is_full}
        printer.data(
            {"endpoint": f"{endpoint}/api/v1", "data": str(folder.root), "services": services, **room, **platform}
        )
        return
    print_services(printer, services)
    printer.say("")
    printer.say(f"{endpoint}/api/v1, data in {folder.root}")
    printer.facts({"disk": ("full: " if disk.is_full else "") + disk.said()} | _facts(platform))


def _endpoint(folder: "DataFolder") -> str:
    from local.errors import LocalError
    from local.errors import Unreachable as NotRunning

    try:
        return folder.endpoint()
    except NotRunning as missing:
        raise Unreachable(str(missing)) from missing
    except LocalError as refused:
        raise Failure(str(refused)) from refused


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(status)


def print_services(printer: "Printer", services: "Sequence[Seen]") -> None:
    """Print the table of what runs where."""
    from cli.printing import plain

    rows = [
        [
            each.name,
            plain(each.state, SETTLED.get(each.state, "red")),
            each.pid,
            each.port,
            f"{each.memory_mb} MB",
            _duration(each.uptime_seconds),
            each.processes,
            each.restarts,
        ]
        for each in services
    ]
    printer.table("", COLUMNS, rows, right=COLUMNS[2:])
    for each in services:
        if each.trouble:
            printer.say("")
            printer.say(f"{each.name} ends again and again; its log ends with")
            for line in each.trouble.splitlines():
                printer.say(line)
        if each.warning:
            printer.say(f"WARNING: {each.name}: {each.warning}")


def _ask(client: "Client") -> dict[str, Any]:
    """Ask the platform itself; what it cannot say at the moment is None."""
    found: dict[str, Any] = {}
    for name, path in (("health", "/health/ready"), ("relay", "/admin/relay"), ("projections", "/admin/projections")):
        try:
            answer = client.ask("GET", path)
        except Failure:
            found[name] = None
        else:
            found[name] = answer.data if answer.data is not None else None
    return found


def _facts(platform: dict[str, Any]) -> dict[str, object]:
    facts: dict[str, object] = {}
    health, relay = platform["health"], platform["relay"]
    facts["ready"] = "no answer" if health is None else health.get("ready")
    for name, service in ((health or {}).get("services") or {}).items():
        facts[f"  {name}"] = " ".join(f"{key} {value}" for key, value in service.items() if value is not None)
    facts["outbox"] = "no answer" if relay is None else f"{relay.get('waiting', 0)} waiting"
    if relay and relay.get("oldest_at"):
        facts["oldest in outbox"] = relay["oldest_at"]
    for shard in (health or {}).get("quarantined") or ():
        facts[f"quarantined {shard['shard']}"] = f"from segment {shard['sequence']} on: {shard['reason']}"
    for projection in platform["projections"] or ():
        facts[f"projection {projection['name']}"] = f"lag {projection['lag']}"
    return facts


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
