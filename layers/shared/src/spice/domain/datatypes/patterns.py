"""Regular expressions from modelers: RE2, whose time is linear, so no pattern can be made to hang."""

from collections.abc import Callable
from functools import lru_cache

from spice.domain.datatypes.checking import violated

_LONGEST = 1000


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Make the test whether a whole text matches; Rejected when it is no pattern."""
    # Most ontologies have no pattern: a cold start does not pay for the import.
    import re2  # type: ignore[import-untyped]  # it ships no stubs

    if len(pattern) > _LONGEST:
        raise violated(f"must have at most {_LONGEST} characters", pattern)
    options = re2.Options()
    options.log_errors = False
    try:
        fullmatch = re2.compile(pattern, options).fullmatch
    except (re2.error, UnicodeEncodeError) as broken:
        raise violated(f"must be a regular expression: {_reason(broken)}", pattern, hint=_HINT) from broken
    return lambda text: fullmatch(text) is not None


_HINT = "RE2 syntax: no lookaround, no backreferences, repeats up to 1000"


def _reason(broken: Exception) -> str:
    said = broken.args[0] if broken.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
