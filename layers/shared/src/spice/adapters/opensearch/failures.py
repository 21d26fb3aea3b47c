"""The server's errors in the words of the ports.

| what happened | becomes |
|---|---|
| no connection, a timeout, 429, 5xx, a shard that failed | Transient |
| 403 `cluster_block_exception`: the index is read-only | DiskFull when its disk is, else Transient; with the reason |
| an index that is not there (any more) | IndexGone: looked up again, never the caller's |
| more buckets than one answer may have | TooManyBuckets: estimated, or refused |
| an automaton or a question too large | a refusal, `constraint_violated` |
| 401, any other 403 | Transient, says that access is refused: the operator's to mend |
| 408, 413 | Transient: the node has no time, or no room for so much at once |
| any other 4xx | Permanent |
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from spice.adapters.engines.figures import TooManyBuckets, too_many_groups
from spice.domain.errors import refuse
from spice.ports.errors import DiskFull, Momentary, Permanent, PortError, Transient

SERVICE = "search"

_TOO_LARGE = ("too_complex_to_determinize", "too_many_clauses", "too_many_nested_clauses", "max_regex_length")


class IndexGone(Momentary):
    """The concrete index was switched away or dropped meanwhile."""


def failure(status: int, body: object) -> Exception:
    """Class an answer that is not 2xx."""
    said = str(body)
    if "too_many_buckets" in said:
        return TooManyBuckets()
    if any(sign in said for sign in _TOO_LARGE):
        return refuse("constraint_violated", "the search is too large", hint="ask for less at once")
    reason = reason_of(body)
    if "index_not_found" in said or "alias_not_found" in said:
        return IndexGone(SERVICE, reason)
    if "cluster_block_exception" in said:
        return (DiskFull if by_full_disk(reason) else Transient)(SERVICE, read_only(reason))
    if status in (401, 403):
        return Transient(SERVICE, f"access is refused: {status} {reason}")
    if status in (408, 413, 429) or status >= 500:
        return Transient(SERVICE, f"{status} {reason}")
    return Permanent(SERVICE, f"{status} {reason}")


def item_failure(name: str, status: int, error: Mapping[str, Any]) -> PortError | None:
    """Class one item of a bulk write; None: it is as it should be (a newer version is held)."""
    if status < 300 or status == 409:
        return None
    failed = failure(status, error)
    if isinstance(failed, IndexGone):
        return failed
    if isinstance(failed, Transient):
        return failed
    return Permanent(SERVICE, f"document {name}: {status} {reason_of(error)}")


def by_full_disk(reason: str) -> bool:
    """Tell whether a block of writes is the one that the server sets when its disk is nearly full."""
    return "flood" in reason or "read-only-allow-delete" in reason or "read_only_allow_delete" in reason


def read_only(reason: str) -> str:
    """Say what a block of writes means."""
    if by_full_disk(reason):
        return f"{reason}: the index is read-only: the disk of its node is full"
    return reason


def reason_of(body: object) -> str:
    """Find the narrowest reason an error gives."""
    if not isinstance(body, Mapping):
        return str(body)[:500]
    error = body.get("error", body)
    if not isinstance(error, Mapping):
        return str(error)[:500]
    cause = error.get("caused_by")
    parts = [error.get("type"), error.get("reason"), cause.get("reason") if isinstance(cause, Mapping) else None]
    # What a field held is nobody's business in a log.
    said = ": ".join(str(part).partition(" Preview of field")[0] for part in parts if part)
    return said[:500]


@contextmanager
def translated() -> Iterator[None]:
    """Raise what nothing of ours understood as the ports say: text that is not Unicode is the caller's."""
    try:
        yield
    except UnicodeEncodeError as broken:
        raise refuse("invalid_parameter", f"a text to search for is not Unicode: {broken.reason}") from broken
    except TooManyBuckets as broken:
        raise too_many_groups() from broken
