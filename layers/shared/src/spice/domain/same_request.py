"""Whether two digests may be of the same request: one that was made under a key names it, and says nothing without."""

_MARK = "."


def under_key(generation: int, digest: str) -> str:
    """Write a digest with the generation of the key that it was made under."""
    return f"{generation}{_MARK}{digest}"


def may_be_same(kept: str, asked: str) -> bool:
    """Tell whether a request may be the one that was kept. Where the key of what was kept is gone, or nothing was kept,
    nothing tells them apart: the client's key counts."""
    if kept == asked or not kept:
        return True
    of, keyed, _ = kept.partition(_MARK)
    now, also_keyed, _ = asked.partition(_MARK)
    return bool(keyed) and (not asked or (bool(also_keyed) and of != now))
