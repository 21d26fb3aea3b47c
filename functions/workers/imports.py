"""A tick, or a kick -> imports go on, sheets that changed are brought in: rows become commands of instances."""

from functools import cache
from typing import Any

from spice.application.ground.schemas import Ontologies
from spice.application.intake.bulk import SubmitBulk
from spice.application.intake.command import Submitter
from spice.application.intake.rehearse import Rehearsal
from spice.application.intake.sealing import Sealer
from spice.application.upkeep.importing.ask_import import Imports
from spice.application.upkeep.importing.forget_parts import ForgetParts
from spice.application.upkeep.importing.import_some import ImportSome
from spice.application.upkeep.importing.part_commands import PartCommands
from spice.application.upkeep.importing.run_import import RunImport
from spice.application.upkeep.importing.watch_sheets import WatchSheets
from spice.entrypoints.lazy import Handler, lazy
from spice.wired import Wired

SECONDS = 20.0
"""How long one invocation goes on; the next one begins where it ended."""
WAIT_SECONDS = 10.0
"""How long it waits for the outcome of a part, whose commands others may be before; then until the next tick."""


def build(ports: Wired) -> Handler:
    """Wire imports to their ports."""
    ontologies = Ontologies(ports.ontology, ports.cache)
    submitter, sealer = Submitter(ports.commands, ports.kick), Sealer(ports.subject_keys, ports.instances)
    bulk = SubmitBulk(ports.commands, ontologies, ports.instances, submitter, sealer)
    rehearsal = cache(
        lambda: Rehearsal(ports.model, ports.ontology, ports.pulls, ports.webhooks, ports.packs, ports.now)
    )
    run = RunImport(ports, ontologies, PartCommands(bulk, rehearsal), wait_seconds=WAIT_SECONDS)
    some = ImportSome(ports.jobs, run, ports.kick, ports.now)
    watch = WatchSheets(ports, Imports(ports.jobs, ports.import_files, ports.uploads, ports.kick))

    forget = ForgetParts(ports.import_files, ports.jobs, ports.now)

    def handle(_: Any, __: Any) -> dict[str, int]:
        try:
            return {**some(seconds=SECONDS), "parts_forgotten": forget()}
        finally:
            # Behind them: whatever becomes of a look keeps no import from going on.
            watch(seconds=SECONDS)

    return handle


lambda_handler = lazy(build)
