"""Which room imports which, as the code does."""

from collections.abc import Iterator, Mapping

from grimp import ImportGraph, build_graph

from infra.diagrams.mermaid import Arrow, Node, flowchart

Arrows = Mapping[str, set[str]]


def rooms(package: str) -> str:
    """Draw the imports among the parts of a package; one that goes by way of another part as well is left out."""
    return flowchart(_drawn(_imports(package)), "TD")


def _imports(package: str) -> Arrows:
    graph: ImportGraph = build_graph(package.partition(".")[0])
    parts = graph.find_children(package)
    for part in parts:
        if graph.find_children(part):
            graph.squash_module(part)
    return {
        _name(part): {_name(used) for used in graph.find_modules_directly_imported_by(part) & parts - {part}}
        for part in parts
    }


def _drawn(arrows: Arrows) -> Iterator[Arrow | Node]:
    for part in sorted(arrows, key=lambda part: (-len(_reached(arrows, part)), part)):
        yield Node(part)
        others = {far for used in arrows[part] for far in _reached(arrows, used)}
        yield from (Arrow(Node(part), Node(used)) for used in sorted(arrows[part] - others))


def _reached(arrows: Arrows, part: str) -> set[str]:
    """Name all that a part imports, directly or not; there are no circles."""
    return {far for used in arrows[part] for far in (used, *_reached(arrows, used))}


def _name(module: str) -> str:
    return module.rpartition(".")[2]
