"""Which function answers a request."""

from infra.catalogue.functions import FUNCTIONS
from local.host.front.routes import Routes


def who(method: str, path: str) -> str | None:
    found = Routes(FUNCTIONS).find(method, path)
    return found[0].function if found else None


def test_a_write_goes_to_the_oms_and_its_route_key_names_the_template() -> None:
    found = Routes(FUNCTIONS).find("PUT", "/api/v1/database/shop/instances/Person/p-1")

    assert found is not None
    assert found[0].function == "oms"
    assert found[0].key == "PUT /api/v1/database/{db}/instances/{class}/{id}"
    assert found[1] == {"db": "shop", "class": "Person", "id": "p-1"}


def test_everything_else_below_the_api_goes_to_the_bff() -> None:
    assert who("GET", "/api/v1/database") == "bff"
    assert who("GET", "/api/v1/database/shop/instances/Person/p-1") == "bff"
    assert who("OPTIONS", "/api/v1/database") == "bff"
    assert who("POST", "/api/v1/database/shop/instances/search") == "bff"


def test_a_fixed_segment_wins_over_a_parameter() -> None:
    found = Routes(FUNCTIONS).find("POST", "/api/v1/database/shop/instances/bulk")

    assert found is not None
    assert found[0].key == "POST /api/v1/database/{db}/instances/bulk"


def test_the_greedy_parameter_holds_the_rest_of_the_path() -> None:
    found = Routes(FUNCTIONS).find("GET", "/api/v1/me/too")

    assert found is not None
    assert found[1] == {"proxy": "me/too"}


def test_nothing_answers_outside_the_api() -> None:
    assert who("GET", "/") is None
    assert who("GET", "/api/v2/database") is None
    assert who("GET", "/api/v1") is None
