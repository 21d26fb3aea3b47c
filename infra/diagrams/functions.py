"""What starts each function, and what an event passes on its way, as the catalogue says."""

from collections.abc import Iterator, Sequence

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import MINUTE, Deployment, Function, Http, Schedule, Topic
from infra.diagrams.mermaid import Arrow, Node, flowchart

HTTP, BUS = Node("HTTP", "start"), Node("bus", "queue")
STORES = {
    "postgres": "PostgreSQL",
    "log": "event log",
    "packs": "packs",
    "uploads": "uploads",
    "exports": "exports",
    "search": "search index",
    "cache": "cache",
}
INVOKE = ":invoke"


def starts() -> str:
    """Draw what starts each function: requests, topics, ticks, others' kicks, deployments."""
    return flowchart(arrow for function in (*FUNCTIONS, *DEPLOYMENTS) for arrow in _starts(function))


def flow() -> str:
    """Draw what functions that requests, topics and the relay's tick start read from and write to."""
    carrying = [each for each in FUNCTIONS if _topics(each) or each.asked or "bus:write" in each.grants]
    return flowchart(arrow for function in carrying if not _keeps(function) for arrow in _passes(function))


def _starts(function: Function) -> Iterator[Arrow]:
    named = Node(function.name)
    for trigger in function.triggers:
        match trigger:
            case Http(routes=routes):
                yield Arrow(HTTP, named, "everything else" if _rest(routes) else f"{len(routes)} routes")
            case Topic(topic=topic):
                yield Arrow(Node(topic, "queue"), named)
            case Schedule(every_seconds=seconds):
                yield Arrow(Node("clock", "start"), named, f"every {seconds // MINUTE} min")
            case Deployment():
                yield Arrow(Node("deployment", "start"), named)
    for grant in sorted(function.grants):
        if grant.endswith(INVOKE) and grant.removesuffix(INVOKE) != function.name:
            yield Arrow(named, Node(grant.removesuffix(INVOKE)), "kick")


def _passes(function: Function) -> Iterator[Arrow]:
    named = Node(function.name)
    if function.asked:
        yield Arrow(HTTP, named)
    for topic in _topics(function):
        yield Arrow(BUS, Node(topic, "queue"))
        yield Arrow(Node(topic, "queue"), named)
    for grant in sorted(function.grants):
        kind, _, right = grant.partition(":")
        store = BUS if kind == "bus" else Node(STORES[kind], "store") if kind in STORES else None
        if store is not None:
            yield Arrow(store, named, "read") if right == "read" else Arrow(named, store, right or "use")


def _topics(function: Function) -> list[str]:
    return [trigger.topic for trigger in function.triggers if isinstance(trigger, Topic)]


def _keeps(function: Function) -> bool:
    """Tell whether it looks after the platform: nothing passes through it."""
    return "bus:admin" in function.grants


def _rest(routes: Sequence[tuple[str, str]]) -> bool:
    return any(path.endswith("{proxy+}") for _, path in routes)
