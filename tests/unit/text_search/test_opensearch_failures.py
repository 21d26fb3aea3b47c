"""What an OpenSearch server answers, in the words of the ports."""

import pytest

from spice.adapters.opensearch.failures import failure
from spice.ports.errors import Permanent, Transient


@pytest.mark.parametrize("status", [401, 403])
def test_refused_access_is_the_operators_to_mend_and_says_so(status: int) -> None:
    failed = failure(status, {"error": {"type": "security_exception", "reason": "no permissions"}})

    assert isinstance(failed, Transient)
    assert f"access is refused: {status} security_exception: no permissions" in str(failed)


@pytest.mark.parametrize("status", [408, 413, 429, 500, 503])
def test_a_node_without_time_or_room_is_tried_again(status: int) -> None:
    assert isinstance(failure(status, {}), Transient)


@pytest.mark.parametrize("status", [400, 404, 405])
def test_what_can_never_be_right_is_permanent(status: int) -> None:
    assert isinstance(failure(status, {"error": "said"}), Permanent)
