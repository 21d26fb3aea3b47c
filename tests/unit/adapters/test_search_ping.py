"""What a search that somebody else runs is asked, and what a refusal of it means."""

from typing import Any

import pytest

from spice.adapters.opensearch.connection import Answer, OpenSearchConnection
from spice.ports.errors import Permanent, Transient


class Managed(OpenSearchConnection):
    """Answers from a table; what is not in it is refused."""

    answers: dict[str, Answer]

    def request(self, method: str, path: str, *_: Any, **__: Any) -> Answer:
        found = [answer for begins, answer in self.answers.items() if path.startswith(begins)]
        if not found:
            raise Permanent("search", f"{method} {path}: 403 forbidden")
        return found[0]


def managed(**answers: Answer) -> Managed:
    search = Managed("https://search.example")
    search.answers = {f"/{name}": answer for name, answer in answers.items()}
    return search


def test_a_search_that_does_not_tell_of_blocks_is_there() -> None:
    managed(_cluster={"status": "green"}).ping()


def test_a_block_that_is_told_and_a_refusal_of_the_health_are_outages() -> None:
    blocked = {"instances-1": {"settings": {"index.blocks.write": "true"}}}

    for search in (managed(_cluster={"status": "green"}, _all=blocked), managed(_all={})):
        with pytest.raises(Transient):
            search.ping()
