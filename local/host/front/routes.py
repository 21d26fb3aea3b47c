"""Which function answers a request: the most specific route wins."""

from collections.abc import Iterable
from dataclasses import dataclass

from infra.catalogue.model import Function, Http
from infra.catalogue.names import API

ANY = "ANY"
GREEDY = "{proxy+}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and a path template, as API Gateway writes them, and who answers. `open`: without a token."""

    method: str
    template: str
    function: str
    open: bool = False

    @property
    def key(self) -> str:
        """The route key of an event."""
        return f"{self.method} {self.template}"

    @property
    def segments(self) -> list[str]:
        """The parts of the template."""
        return self.template.strip("/").split("/")

    def match(self, path: list[str]) -> dict[str, str] | None:
        """Take the path parameters from a path, or None when it is another."""
        segments = self.segments
        greedy = segments[-1] == GREEDY
        if len(path) < len(segments) or (not greedy and len(path) != len(segments)):
            return None
        found: dict[str, str] = {}
        for template, given in zip(segments, path, strict=False):
            if template == GREEDY:
                found["proxy"] = "/".join(path[len(segments) - 1 :])
            elif template.startswith("{"):
                found[template[1:-1]] = given
            elif template != given:
                return None
        return found


class Routes:
    """The routes of a catalogue, the most specific first."""

    def __init__(self, functions: Iterable[Function]) -> None:
        routes = [
            Route(method=method, template=API + path, function=function.name, open=(method, path) in trigger.open)
            for function in functions
            for trigger in function.triggers
            if isinstance(trigger, Http)
            for method, path in (*trigger.routes, *trigger.open)
        ]
        self._routes = sorted(routes, key=_vagueness)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Find who answers, and the path's parameters."""
        parts = path.strip("/").split("/")
        for route in self._routes:
            if route.method in (method, ANY) and (found := route.match(parts)) is not None:
                return route, found
        return None


def _vagueness(route: Route) -> tuple[object, ...]:
    kinds = [2 if part == GREEDY else 1 if part.startswith("{") else 0 for part in route.segments]
    return (kinds[-1] == 2, kinds, route.method == ANY)
