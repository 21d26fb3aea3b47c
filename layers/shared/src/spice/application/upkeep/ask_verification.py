"""What an operator asks of the log's integrity."""

from collections.abc import Sequence

from msgspec import Struct

from spice.application.ground.sealed_log import key_name, read_sealed
from spice.application.ground.starting import Start
from spice.application.queries.platform.jobs import JobRow, job_row
from spice.application.queries.platform.operations import QuarantinedRow, quarantined_rows
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.transparency.merkle import NotProven
from spice.domain.transparency.note import split_note
from spice.domain.wording import quoted
from spice.messages.shapes import Count
from spice.messages.work import ReleaseShard, Verify, Work
from spice.ports.errors import Permanent
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick
from spice.ports.proof_store import ProofStore
from spice.ports.quarantine import Quarantine


class CheckpointRow(Struct, frozen=True):
    """The newest checkpoint: which log it is of, how many segments it has, their root in hex, the signed note itself,
    and what that is checked by."""

    origin: str
    size: Count
    root: str
    note: str
    vkey: str | None


class VerificationRow(Struct, frozen=True):
    """How the last walk over the log ended, what is quarantined, and how far the log is sealed."""

    last: JobRow | None
    quarantined: Sequence[QuarantinedRow]
    checkpoint: CheckpointRow | None


def verification_of(kick: Kick, *, actor: str) -> Start:
    """Ask maintenance to walk the whole log."""
    return _asked(kick, Verify(), actor)


def release_of(quarantine: Quarantine, kick: Kick, shard: str, *, actor: str) -> Start:
    """Ask maintenance to check a quarantined shard and let it go on; not_found for one that is not quarantined."""
    held = [each.shard for each in quarantine.all()]
    if shard not in held:
        hint = did_you_mean(shard, held)
        raise refuse("not_found", f"shard {quoted(shard)} is not quarantined", value=shard, hint=hint)
    return _asked(kick, ReleaseShard(shard), actor)


def _asked(kick: Kick, work: Work, actor: str) -> Start:
    return Start(work=work, detail={"actor": actor}, kick=lambda job_id: kick("maintenance", {"job": str(job_id)}))


def last_verification(jobs: Jobs, quarantine: Quarantine, proofs: ProofStore) -> VerificationRow:
    """Tell how the last walk ended; `last` is None before the first, `checkpoint` before anything is sealed."""
    job = jobs.last(Verify())
    return VerificationRow(None if job is None else job_row(job), quarantined_rows(quarantine), _checkpoint_row(proofs))


def _checkpoint_row(proofs: ProofStore) -> CheckpointRow | None:
    try:
        if (sealed := read_sealed(proofs)) is None:
            return None
        _, signatures = split_note(sealed.note)
    except NotProven as wrong:
        raise Permanent("log", f"proof/checkpoint: {wrong}") from wrong
    vkey = proofs.read(key_name(signatures[0][1]))
    found = sealed.checkpoint
    return CheckpointRow(found.origin, found.size, found.root.hex(), sealed.note, vkey.decode() if vkey else None)
