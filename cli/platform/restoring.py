"""A restore of the log on the ports of a platform."""

import time
from collections.abc import Callable

from spice.application.upkeep.restoring.begin_anew import BeginAnew
from spice.application.upkeep.restoring.plan_restore import PlanRestore
from spice.application.upkeep.restoring.restore_log import RestoreLog
from spice.ports.event_log import EventLog
from spice.wired import Wired


def restore_of(ports: Wired, copy: EventLog, *, sleep: Callable[[float], None] = time.sleep) -> RestoreLog:
    """Wire a restore to the ports of a platform and a copy of its log."""
    plan = PlanRestore(
        copy=copy, log=ports.log, objects=ports.log_objects, model=ports.model, checkpoints=ports.checkpoints
    )
    return RestoreLog(
        copy=copy,
        log=ports.log,
        objects=ports.log_objects,
        plan=plan,
        begin=BeginAnew(ports.log, ports.log_objects, ports.signed_trees, ports.now),
        model=ports.model,
        generations=ports.generations,
        quarantine=ports.quarantine,
        jobs=ports.jobs,
        kick=ports.kick,
        sleep=sleep,
    )
