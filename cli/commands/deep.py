"""`spice verify --deep`: every value of the log, folded again and held against the index."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cli.failure import Failure
from cli.session import Session

if TYPE_CHECKING:
    from spice.application.upkeep.deep.verify_deep import Deep
    from spice.ports.event_log import EventLog
    from spice.wired import Wired


def read_deep(session: Session, log: "EventLog", ports: "Wired | None") -> "Deep":
    """Read a log to its last value; what is put aside meanwhile is in a folder of its own, closed to others."""
    from spice.application.upkeep.deep.verify_deep import Index, VerifyDeep
    from spice.bootstrap.sealing import connect_spool
    from spice.ports.errors import PortError

    with TemporaryDirectory(prefix="spice-verify-") as folder, session.print.waiting("reading every value"):
        try:
            index = None if ports is None else Index(ports.model, ports.instances)
            return VerifyDeep(log, connect_spool(Path(folder)), index)()
        except PortError as failed:
            raise Failure(str(failed)) from failed


def figures(deep: "Deep | None") -> dict[str, int]:
    """Write what was read."""
    if deep is None:
        return {}
    return {"events": deep.events, "instances": deep.instances, "compared": deep.compared, "moved": deep.moved}


def told_of(deep: "Deep") -> str:
    """Say what was read."""
    against = f"{deep.compared} compared with the index" if deep.compared else "no index to compare with"
    moved = f", {deep.moved} changed meanwhile" if deep.moved else ""
    return f"{deep.events} events read, {deep.instances} instances folded, {against}{moved}"
