"""Ranges of words. tantivy-py parses the bounds of a range of texts, and only letters and digits come through."""

from operator import ge, gt, le, lt

from tantivy import Query

from spice.adapters.tantivy.asking.view import View, any_of

HOLDS = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def word_range(view: View, column: str, op: str, bound: str) -> Query:
    """Match keys on one side of a bound: by range as far as the bound is plain, one by one where it is not."""
    above = op in ("gt", "gte")
    if bound.isalnum():
        if above:
            return view.between(column, f"{'{' if op == 'gt' else '['}{bound}", "*]")
        return view.between(column, "[*", f"{bound}{'}' if op == 'lt' else ']'}")
    start = _plain_start(bound)
    alike = [key for key in view.beginning(column, start) if HOLDS[op](key, bound)]
    beyond = view.between(column, f"[{_next(start)}", "*]") if above else view.between(column, "[*", f"{start}}}")
    return any_of([beyond, view.terms(column, alike)])


def _plain_start(bound: str) -> str:
    length = next((n for n, letter in enumerate(bound) if not letter.isalnum()), len(bound))
    start = bound[:length]
    while not _next(start).isalnum():
        start = start[:-1]
    return start


def _next(start: str) -> str:
    return start[:-1] + chr(ord(start[-1]) + 1)
