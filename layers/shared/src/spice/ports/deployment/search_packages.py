"""Packages of analysers, which a managed search engine has only where they were asked for."""

from collections.abc import Sequence
from typing import Protocol


class SearchPackages(Protocol):
    """Packages by name, and the domains that have them."""

    def attach(self, domain: str, packages: Sequence[str]) -> bool:
        """Ask for what a domain lacks; answers whether it has all of them by now. Safe to repeat.

        Raises Transient, Permanent when a package does not exist or cannot be attached.
        """
        ...
