"""Whatever a document of linked data says: it is read or refused, and nothing outside it is opened."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from spice.application.ground.interchange.formats import read_bytes
from spice.application.ground.interchange.media_types import JSON_LD
from spice.application.ground.interchange.reading import read_graph
from spice.domain.errors import DomainError

OUTSIDE = {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request"}
KEYWORDS = [
    *("@context", "@import", "@id", "@type", "@graph", "@value", "@list", "@set", "@language", "@reverse", "@index"),
    *("@vocab", "@base", "@container", "@nest", "@included", "@json", "@none", "@version", "@direction"),
    *("@propagate", "@protected", "@prefix"),
]
KEYS = st.sampled_from([*KEYWORDS, "rdfs:label", "http://a/b", "x", ""])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.sampled_from(["@id", "@json", "http://www.w3.org/2002/07/owl#Class", "_:b", "a:b", "%", "http://[", "/etc/x"]),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
opened: list[str] = []


@given(VALUES)
@settings(max_examples=1500, deadline=None, derandomize=True, database=None)
def test_any_document_is_read_or_refused_without_a_look_outside(value: object) -> None:
    with _watched(), suppress(DomainError):
        read_graph(read_bytes(json.dumps(value).encode(), JSON_LD))

    assert opened == []


@contextmanager
def _watched() -> Iterator[None]:
    _watch.on = True
    try:
        yield
    finally:
        _watch.on = False


class _Watch:
    """Notes what Python opens while it is on; a hook of the interpreter's stays for good."""

    on = False

    def __call__(self, event: str, details: tuple[object, ...]) -> None:
        if self.on and event in OUTSIDE and not str(details[0]).endswith(".pyc"):
            opened.append(f"{event} {details}")


_watch = _Watch()
sys.addaudithook(_watch)
