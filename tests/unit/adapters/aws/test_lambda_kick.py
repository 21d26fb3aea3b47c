"""Kicks in AWS: asynchronous invocations that may be lost, but not unseen."""

import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from spice.adapters.aws.kick import LambdaKick

BUSY = ClientError(
    {"Error": {"Code": "TooManyRequestsException", "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 429}},  # type: ignore[typeddict-item]
    "Invoke",
)


class Functions:
    """Lambda's door as far as a kick goes; fails as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.invoked: list[dict[str, Any]] = []
        self._failure = failure

    def connect(self, service: str, *, region: str, endpoint: str | None) -> "Functions":
        """Be the client."""
        return self

    def invoke(self, **arguments: Any) -> None:
        """Take an invocation."""
        if self._failure:
            raise self._failure
        self.invoked.append(arguments)


def test_a_kick_is_an_asynchronous_invocation() -> None:
    functions = Functions()

    LambdaKick("spice-dev-", region="eu-west-1", connect=functions.connect)("projection", {"job": "7"})

    assert functions.invoked == [
        {"FunctionName": "spice-dev-projection", "InvocationType": "Event", "Payload": b'{"job":"7"}'}
    ]


@pytest.mark.parametrize("failure", [BUSY, EndpointConnectionError(endpoint_url="https://lambda")])
def test_a_kick_that_fails_is_looked_past_counted_and_logged(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    kick = LambdaKick("spice-dev-", region="eu-west-1", connect=Functions(failure).connect)

    with caplog.at_level(logging.WARNING):
        kick("relay")

    assert kick.missed == 1
    assert "spice-dev-relay" in caplog.text
