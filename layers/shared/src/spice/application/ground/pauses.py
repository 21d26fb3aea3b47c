"""How often a request that waits looks again."""

LONGEST = 0.25
SHARE = 0.1


def pause_after(waited: float, shortest: float) -> float:
    """Tell how long to sleep: who waited long learns of it a tenth later, and many who wait cost little."""
    return max(shortest, min(waited * SHARE, LONGEST))
