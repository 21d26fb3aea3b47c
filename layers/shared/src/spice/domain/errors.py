"""What the caller did wrong: one tree, every problem with a stable code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Code = Literal[
    "malformed_json",
    "invalid_parameter",
    "unknown_field",
    "invalid_cursor",
    "unauthenticated",
    "token_expired",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "already_exists",
    "stale_plan",
    "merge_conflict",
    "not_yet_visible",
    "referenced",
    "review_required",
    "version_conflict",
    "too_large",
    "too_many_lines",
    "unsupported_media_type",
    "unknown_class",
    "unknown_property",
    "missing_property",
    "wrong_type",
    "constraint_violated",
    "unknown_target",
    "key_immutable",
    "subject_erased",
    "breaking_change",
    "not_supported",
    "idempotency_key_reused",
    "discarded",
    "parked",
    "rate_limited",
    "internal",
    "unavailable",
]
"""Every rule that may be broken, by the name a program knows it by. Names stay; new ones may come."""
CODES: tuple[Code, ...] = get_args(Code)
NOT_UNDERSTOOD: tuple[Code, ...] = ("malformed_json", "invalid_parameter", "unknown_field", "invalid_cursor")
"""What no state of the platform would make right: told first, so that it decides, wherever in a body it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One broken rule: a stable `code`, a message that names the thing and the rule, a JSON pointer into the body."""

    code: Code
    message: str
    path: str = ""
    value: object = None
    hint: str | None = None


class DomainError(Exception):
    """A request that breaks rules; never retried. Holds every broken rule, not the first."""

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        listed = [problems] if isinstance(problems, Problem) else [*problems]
        self.problems = tuple(sorted(listed, key=lambda problem: problem.code not in NOT_UNDERSTOOD))
        super().__init__("; ".join(problem.message for problem in self.problems))

    @property
    def code(self) -> Code:
        """The code of the first problem, which decides the HTTP status."""
        return self.problems[0].code


def there(what: str) -> DomainError:
    """Make the error for a write that was to be done only where nothing is: `If-None-Match: *`."""
    return refuse("version_conflict", f"{what} exists, and If-None-Match: * takes none that does", value="*")


def refuse(code: Code, message: str, *, path: str = "", value: object = None, hint: str | None = None) -> DomainError:
    """Make the error for a single broken rule."""
    return DomainError(Problem(code=code, message=message, path=path, value=value, hint=hint))
