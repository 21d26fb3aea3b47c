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


def mind(says: str, do: str) -> Finding:
    """Tell what one should know though nothing fails of it for sure."""
    return Finding(kind="mind", says=says, do=do)


def fails(says: str, do: str) -> Finding:
    """Tell what the deployment would fail of, and what mends it."""
    return Finding(kind="fails", says=says, do=do)
