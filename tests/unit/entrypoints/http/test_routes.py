"""Which route a request means."""

import pytest

from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.route import API, Method, Route
from spice.entrypoints.http.routes import Routes


def a_route(method: Method, path: str) -> Route:
    return Route(method=method, path=path, function=lambda request: Answer(), needs="token")


FIRST, SECOND = a_route("GET", "/things/{id}"), a_route("GET", "/things/{other}")
FIXED, WRITTEN = a_route("GET", "/things/all"), a_route("PUT", "/things/{id}")
DEEP = a_route("GET", "/things/{id}/parts/{part}")


@pytest.fixture
def routes() -> Routes:
    return Routes([FIRST, SECOND, WRITTEN, DEEP, FIXED])


@pytest.mark.parametrize(
    ("method", "path", "meant", "named"),
    [
        ("GET", "/things/all", FIXED, {}),
        ("GET", "/things/7", FIRST, {"id": "7"}),
        ("PUT", "/things/all", WRITTEN, {"id": "all"}),
        ("GET", "/things/김민수 (부산)/parts/a.b~c", DEEP, {"id": "김민수 (부산)", "part": "a.b~c"}),
        ("GET", "/things/a\nb", FIRST, {"id": "a\nb"}),
    ],
)
def test_a_fixed_path_comes_first_and_a_parameter_takes_any_script(
    routes: Routes, method: str, path: str, meant: Route, named: dict[str, str]
) -> None:
    assert routes.find(method, API + path) == (meant, named)


@pytest.mark.parametrize("path", ["/things", "/things/", "/things/7/parts", "/things/7/parts/", "/other/7", ""])
def test_a_path_that_is_another_one_is_not_found(routes: Routes, path: str) -> None:
    assert routes.find("GET", API + path) is None


def test_a_path_tells_its_methods(routes: Routes) -> None:
    assert routes.methods(API + "/things/all") == {"GET", "PUT"}
    assert routes.methods(API + "/things/7/parts/1") == {"GET"}
    assert routes.methods(API + "/nothing") == set()
    assert routes.find("DELETE", API + "/things/7") is None
