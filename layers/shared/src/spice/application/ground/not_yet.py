"""What is answered to who reads their own write too early."""

from uuid import UUID

from spice.domain.errors import DomainError, refuse


def not_yet(after: UUID) -> DomainError:
    """Say that a state does not include a command or batch yet."""
    return refuse(
        "not_yet_visible",
        f"the state does not include {after} yet",
        value=str(after),
        hint="ask again, or wait with Prefer: wait=25",
    )
