"""An execution environment: imports one handler and gives it one event at a time, as Lambda's runtime does."""

import contextlib
import ctypes
import importlib
import os
import resource
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from local.host.environments.frames import LENGTH, NOTHING, Birth, Invocation, Result, frame

Handler = Callable[[Any, "Context"], Any]
PR_SET_NAME = 15
KILOBYTES_A_MEGABYTE = 1024 if sys.platform == "linux" else 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What Lambda tells a handler about its invocation."""

    function_name: str
    aws_request_id: str
    memory_limit_in_mb: int
    deadline: float
    function_version: str = "$LATEST"
    log_stream_name: str = "local"

    @property
    def invoked_function_arn(self) -> str:
        """The name AWS would give the function."""
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """The name AWS would give its log."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Tell how long this invocation may still run."""
        return max(0, int((self.deadline - time.time()) * 1000))


def live(connection: socket.socket, birth: Birth) -> None:
    """Be an environment until the host hangs up."""
    _become(birth)
    handler, error = _import_handler(birth.handler)
    connection.sendall(frame(_result(NOTHING, error)))
    if handler is None:
        return
    decode = msgspec.msgpack.Decoder(Invocation).decode
    while (body := _receive(connection)) is not None:
        connection.sendall(frame(_handle(handler, decode(body), birth)))


def _become(birth: Birth) -> None:
    os.environ["AWS_LAMBDA_FUNCTION_NAME"] = birth.function
    os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = str(birth.memory_mb)
    os.environ["POWERTOOLS_SERVICE_NAME"] = birth.function
    if birth.niceness:
        os.nice(birth.niceness)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, f"fn:{birth.function}".encode()[:15], 0, 0, 0)


def _import_handler(name: str) -> tuple[Handler | None, str | None]:
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute), None
    except Exception as failed:  # noqa: BLE001 - whatever a module raises is the function's failure, not the runtime's
        _log(f"{name} cannot be imported")
        return None, f"ImportModuleError: {type(failed).__name__}"


def _handle(handler: Handler, invocation: Invocation, birth: Birth) -> Result:
    context = Context(
        function_name=birth.function,
        aws_request_id=invocation.request_id,
        memory_limit_in_mb=birth.memory_mb,
        deadline=invocation.deadline,
    )
    try:
        value = handler(msgspec.msgpack.decode(invocation.event), context)
        return _result(msgspec.Raw(msgspec.msgpack.encode(value)), None)
    except Exception as failed:  # noqa: BLE001 - the runtime reports whatever a handler raises, as Lambda's does
        _log(f"{birth.function} {invocation.request_id} failed")
        return _result(NOTHING, type(failed).__name__)


def _log(title: str) -> None:
    # A full disk takes no log: that ends no environment.
    with contextlib.suppress(OSError):
        print(title, file=sys.stderr)  # noqa: T201
        traceback.print_exc()


def _result(value: msgspec.Raw, error: str | None) -> Result:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES_A_MEGABYTE
    return Result(value=value, error=error, memory_mb=peak, pid=os.getpid())


def _receive(connection: socket.socket) -> bytearray | None:
    head = _exactly(connection, LENGTH.size)
    return None if head is None else _exactly(connection, LENGTH.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytearray | None:
    received = bytearray(size)
    view = memoryview(received)
    while view:
        count = connection.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return received
