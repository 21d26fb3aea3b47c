"""What may be behind what: the next version, and nothing but a beginning of what is not there."""

from spice.domain.instance.model import InstanceCreated

Standing = tuple[int, bool]
"""An instance's version, and whether it is there: not before its first, and not once it ended."""


def why_not_next(before: Standing, kind: str, version: int) -> str | None:
    """Say why an event cannot be the next one of an instance; None when it can.

    One that is there may begin again: its class may be gone, and it counts no more.
    """
    held, there = before
    if version <= held:
        return (
            f"an instance has version {version} twice"
            if version == held
            else f"an instance has version {version} behind version {held}"
        )
    if version > held + 1:
        missing = f"version {held + 1} is" if version == held + 2 else f"versions {held + 1} to {version - 1} are"
        return f"an instance has version {version} behind version {held}: {missing} missing"
    return None if there or kind == InstanceCreated.__name__ else f"{kind} of an instance that is not there"
