"""Invocations through Lambda's own API, as the pollers make them: synchronous, and failed as a whole or not at all."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from math import inf
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from local.host.environments.pool import FAILED, OK, THROTTLED, Outcome

THREADS = 16
logger = logging.getLogger(__name__)


class Invoker:
    """Invokes deployed functions with batches of records."""

    def __init__(self, client: Any) -> None:
        self._lambda = client
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="invoke")

    async def invoke(self, name: str, event: object, *, patience: float, most: float = inf) -> Outcome:
        """Invoke a function; an event that the host encoded for its own environments becomes JSON here."""
        value = msgspec.msgpack.decode(event) if isinstance(event, msgspec.Raw) else event
        payload = msgspec.json.encode(value)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._call, name, payload)

    def _call(self, name: str, payload: bytes) -> Outcome:
        try:
            answer = self._lambda.invoke(FunctionName=name, Payload=payload)
        except ClientError as refused:
            code = refused.response["Error"]["Code"]
            logger.warning("%s is not invoked: %s", name, refused)
            return Outcome(how=THROTTLED if code == "TooManyRequestsException" else FAILED, error=code)
        except BotoCoreError as failed:
            logger.warning("%s is not invoked: %s", name, failed)
            return Outcome(how=FAILED, error=type(failed).__name__)
        if "FunctionError" not in answer:
            return Outcome(how=OK)
        said = answer["Payload"].read(2000).decode(errors="replace")
        logger.warning("%s failed: %s", name, said)
        return Outcome(how=FAILED, error=said)
