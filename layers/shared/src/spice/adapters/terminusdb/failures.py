"""The server's errors in the words of the ports.

| what happened | becomes |
|---|---|
| no connection, a timeout, an answer that breaks off, 408, 429, 5xx | Transient |
| `DatabaseNotFinalized`, `LabelVersionChanged` | Transient: somebody else is at it |
| 401, 403 | Transient, says that access is refused: the operator's to mend |
| a server older than 12.0.6 | Transient, says so: the operator's to mend |
| 200 and nothing written (what it makes of a request that breaks off) | Transient |
| `DataVersionMismatch`, a `Revision` that is there | Moved: the head is another one |
| any other 4xx | Permanent |

A write whose answer is lost may have happened. It is Transient all the same: a commit is found again by its command.
"""

from collections.abc import Mapping

from spice.ports.errors import Momentary, Permanent, PortError, Transient

SERVICE = "terminusdb"
_LONGEST = 500
_PASSING = ("DatabaseNotFinalized", "LabelVersionChanged")
"""Refusals with a 400: it is being made, it is being optimised by another (the server does that by itself as well)."""


class Moved(Momentary):
    """The branch is not where the writer thought: somebody else has written it."""


def failure(status: int, body: object) -> PortError:
    """Class an answer that is not 2xx."""
    said = f"{status} {refusal(body)} {message(body)}".strip()
    if status in (401, 403):
        return Transient(SERVICE, f"access is refused: {said}")
    if status in (408, 429) or status >= 500 or refusal(body) in _PASSING:
        return Transient(SERVICE, said)
    return Permanent(SERVICE, said)


def refusal(body: object) -> str:
    """Name what the server says is wrong, such as DataVersionMismatch; empty where it does not."""
    return str(_error(body).get("@type", "")).removeprefix("api:")


def has_moved(body: object) -> bool:
    """Tell whether a write was refused because the branch is not where it was."""
    if refusal(body) == "DocumentIdAlreadyExists":
        return "/Revision/" in str(_error(body).get("api:document_id", ""))
    return refusal(body) == "DataVersionMismatch"


def message(body: object) -> str:
    """Find what the server says in words."""
    return str(body.get("api:message", ""))[:_LONGEST] if isinstance(body, Mapping) else ""


def _error(body: object) -> Mapping[str, object]:
    error = body.get("api:error") if isinstance(body, Mapping) else None
    return error if isinstance(error, Mapping) else {}
