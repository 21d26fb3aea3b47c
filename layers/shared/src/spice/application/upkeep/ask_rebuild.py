"""What an operator asks to be made again."""

from spice.application.ground.starting import Start
from spice.application.projecting.projections import NAMES
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.messages.work import ALL, INDEX, Rebuild
from spice.ports.kick import Kick

REBUILDABLE = (INDEX, *NAMES, ALL)


def rebuild_of(kick: Kick, name: str, *, actor: str) -> Start:
    """Ask maintenance to rebuild a read model from the log; not_found for what is none."""
    if name not in REBUILDABLE:
        hint = did_you_mean(name, REBUILDABLE)
        raise refuse("not_found", f"there is no read model {quoted(name)} to rebuild", value=name, hint=hint)
    return Start(
        work=Rebuild(name),
        detail={"actor": actor},
        kick=lambda job_id: kick("maintenance", {"rebuild": name, "job": str(job_id)}),
    )
