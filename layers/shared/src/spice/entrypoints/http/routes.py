"""The routes that there are, and which of them a request means."""

import re
from collections.abc import Iterable, Iterator

from spice.entrypoints.http.route import API, PARAMETER, Route


class Routes:
    """Finds routes. A path without parameters comes before one with them, then the one that was added first."""

    def __init__(self, routes: Iterable[Route] = ()) -> None:
        self._all: list[Route] = []
        self._fixed: dict[tuple[str, str], Route] = {}
        self._open: list[tuple[re.Pattern[str], Route]] = []
        for route in routes:
            self.add(route)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._all)

    def add(self, route: Route) -> None:
        """Take a route in."""
        self._all.append(route)
        if PARAMETER.search(route.path):
            self._open.append((matcher(API + route.path), route))
        else:
            self._fixed.setdefault((route.method, API + route.path), route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Find the route of a request, with what stands in the path for its parameters."""
        if (route := self._fixed.get((method, path))) is not None:
            return route, {}
        fitting = ((route, pattern.fullmatch(path)) for pattern, route in self._open if route.method == method)
        return next(((route, match.groupdict()) for route, match in fitting if match), None)

    def methods(self, path: str) -> set[str]:
        """Tell which methods a path takes."""
        fixed = {method for method, fixed in self._fixed if fixed == path}
        return fixed | {route.method for pattern, route in self._open if pattern.fullmatch(path)}


def matcher(template: str) -> re.Pattern[str]:
    """Compile a path template: a parameter takes whatever is between two slashes, in any script."""
    parts = PARAMETER.split(template)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if n % 2 else re.escape(part) for n, part in enumerate(parts)))
