"""Batches as the contract has them."""

from spice.application.ground.times import written
from spice.ports.command_store import BatchState


def batch_row(batch: BatchState) -> dict[str, object]:
    """Write a batch's progress."""
    return {
        "batch_id": batch.id,
        "state": batch_state(batch),
        "actor": batch.actor,
        "submitted_at": written(batch.submitted_at),
        "accepted": batch.accepted,
        "completed": batch.completed,
        "failed": batch.failed,
        "parked": batch.parked,
        "rejected": batch.rejected,
    }


def batch_state(batch: BatchState) -> str:
    """Tell how far a batch is: PARKED as soon as a line waits for people."""
    if batch.parked:
        return "PARKED"
    done = batch.completed + batch.failed
    return "COMPLETED" if done >= batch.accepted else "RUNNING" if done else "PENDING"
