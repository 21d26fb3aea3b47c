"""Kicks as asynchronous invocations of Lambda functions."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from spice.adapters.aws.client import client, translated
from spice.messages.codec import encode
from spice.ports.errors import PortError

logger = logging.getLogger("spice.kick")


class LambdaKick:
    """Invokes `<prefix><function>`; what fails is counted, logged and looked past: the schedule is the guarantee."""

    def __init__(
        self,
        prefix: str,
        *,
        region: str,
        endpoint: str | None = None,
        connect: Callable[..., Any] = client,
    ) -> None:
        self._prefix, self._region, self._endpoint, self._connect = prefix, region, endpoint, connect
        self.missed = 0

    @cached_property
    def _lambda(self) -> Any:
        return self._connect("lambda", region=self._region, endpoint=self._endpoint)

    def __call__(self, function: str, event: dict[str, object] | None = None) -> None:
        """Invoke a function by its catalogue name, perhaps."""
        name = f"{self._prefix}{function}"
        try:
            with translated("lambda", name):
                self._lambda.invoke(FunctionName=name, InvocationType="Event", Payload=encode(event or {}))
        except PortError as failed:
            self.missed += 1
            logger.warning("kick missed: %s (%d so far in this process)", failed, self.missed)
