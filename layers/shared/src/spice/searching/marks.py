"""What a search index calls itself: the generation, a colon, and the number of its last change."""


def holds(held: str, noted: str | None) -> bool:
    """Tell whether an index that names itself `held` has all it had when it named itself `noted`."""
    if noted is None:
        return True
    if not held or not noted:
        return bool(held)
    (generation, _, change), (noted_generation, _, noted_change) = held.rpartition(":"), noted.rpartition(":")
    return generation == noted_generation and int(change) >= int(noted_change)
