"""Small functions for tests of the local host: a catalogue of their own."""

import json
import os
import time
from pathlib import Path
from typing import Any

from infra.catalogue import names
from infra.catalogue.model import Function, Http, Schedule, Topic


def answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Tell what was asked and by whom it is answered; misbehave when asked to."""
    asked = event.get("queryStringParameters") or {}
    if "sleep" in asked:
        time.sleep(float(asked["sleep"]))
    if "eat" in asked:
        _eat(int(asked["eat"]))
    if "die" in asked:
        os._exit(3)
    if "fail" in asked:
        raise RuntimeError("as asked")
    told = {"event": event, "pid": os.getpid(), "left_ms": context.get_remaining_time_in_millis()}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(told)}


def _eat(megabytes: int) -> None:
    eaten = bytearray(os.urandom(1024) * 1024 * megabytes)
    time.sleep(1.5)
    del eaten


def note(event: dict[str, Any], context: Any) -> None:
    """Append an event to the file named by NOTES; fail, or eat too much, while a file says so."""
    with Path(os.environ["NOTES"]).open("a") as notes:
        notes.write(json.dumps({"function": context.function_name, "pid": os.getpid(), "event": event}) + "\n")
    if Path(os.environ["NOTES"] + ".eat").exists():
        _eat(300)
    if Path(os.environ["NOTES"] + ".fail").exists():
        raise RuntimeError("as asked")


FUNCTIONS = (
    Function(
        name="front",
        handler="tests.support.local_functions.answer",
        triggers=(Http(routes=(("ANY", "/{proxy+}"),)),),
        memory_mb=128,
        timeout_seconds=2,
    ),
    Function(
        name="reader",
        handler="tests.support.local_functions.note",
        triggers=(Topic(topic=names.INSTANCE_COMMANDS, group="reader", batch_size=10),),
        memory_mb=128,
        timeout_seconds=5,
        concurrency=2,
    ),
    Function(
        name="ticker",
        handler="tests.support.local_functions.note",
        triggers=(Schedule(every_seconds=3600),),
        memory_mb=128,
        timeout_seconds=5,
        concurrency=1,
    ),
    Function(
        name="broken",
        handler="tests.no_such_module.handler",
        triggers=(Http(routes=(("GET", "/broken"),)),),
        memory_mb=128,
        timeout_seconds=2,
    ),
)
