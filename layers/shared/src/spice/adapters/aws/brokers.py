"""Brokers of Amazon MSK, where clients sign in with IAM."""

from collections.abc import Callable
from typing import Any

from spice.adapters.aws.client import client, translated
from spice.ports.errors import Permanent

SERVICE = "kafka"


class MskBrokers:
    """Asks MSK, whose templates do not tell."""

    def __init__(self, *, region: str, connect: Callable[..., Any] = client) -> None:
        self._region, self._connect = region, connect

    def of(self, cluster: str) -> str:
        """Answer the brokers of a cluster by its ARN, in one order: AWS tells them in any, and stacks compare texts."""
        with translated(SERVICE, cluster):
            told = self._connect(SERVICE, region=self._region).get_bootstrap_brokers(ClusterArn=cluster)
        if not (brokers := told.get("BootstrapBrokerStringSaslIam")):
            raise Permanent(SERVICE, f"{cluster} has no brokers that take IAM")
        return ",".join(sorted(str(brokers).split(",")))
