"""Brokers of MSK, with a client that answers as the service does."""

from typing import Any

from spice.adapters.aws.brokers import MskBrokers


class Service:
    """Tells the brokers in another order each time."""

    def __init__(self) -> None:
        self._brokers = ["b-2:9098", "b-1:9098", "b-3:9098"]

    def connect(self, service: str, *, region: str) -> "Service":
        """Be the client."""
        return self

    def get_bootstrap_brokers(self, **_: Any) -> Any:
        """Tell, and turn the order round."""
        self._brokers.append(self._brokers.pop(0))
        return {"BootstrapBrokerStringSaslIam": ",".join(self._brokers)}


def test_brokers_are_told_in_one_order() -> None:
    brokers = MskBrokers(region="eu-west-1", connect=Service().connect)

    assert [brokers.of("arn:bus") for _ in range(3)] == ["b-1:9098,b-2:9098,b-3:9098"] * 3
