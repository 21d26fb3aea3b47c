"""What a look at an account found."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["fails", "unknown", "mind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`fails`: the deployment would; `unknown`: it could not be asked; `mind`: it will work, but know this."""

    kind: Kind
    says: str
    do: str = ""


def fails(says: str, do: str) -> Finding:
    """Tell what the deployment would fail of, and what mends it."""
    return Finding(kind="fails", says=says, do=do)
