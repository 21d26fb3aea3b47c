"""Lambda: how functions run here, what is theirs instead of AWS's, and the event source mappings kept whole."""

import atexit
import re
import shutil
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp

from local.emulation.emulator.account import Account, Rules
from local.emulation.emulator.archives import kept_in
from local.emulation.emulator.handlers import Properties, after, before

KAFKA = ("Topics", "AmazonManagedKafkaEventSourceConfig", "SelfManagedEventSource", "ProvisionedPollerConfig")
"""What ministack drops of a mapping: it reads no Kafka. Our poller does, and asks Lambda for them."""


def register(account: Account) -> None:
    """Run functions in a bare interpreter, with this machine's transport."""
    # ministack starts a function with whatever runs itself; in AWS nothing is there but the bundle and its layers.
    sys.executable = account.function_python
    # ... and unpacks 140 MB of layers for each environment that it starts.
    unpacked = Path(mkdtemp(prefix="emulated-lambda-"))
    atexit.register(shutil.rmtree, unpacked, ignore_errors=True)
    vars(import_module("ministack.core.lambda_runtime"))["zipfile"] = kept_in(unpacked)
    before("AWS::Lambda::Function", lambda properties: _with_transport(properties, account.transport))
    after("AWS::Lambda::EventSourceMapping", _keep_kafka)


def _with_transport(properties: Properties, transport: Mapping[str, Rules]) -> Properties:
    """Rewrite the variables that say how a server is spoken to, where the template sets them."""
    environment = properties.get("Environment") or {}
    variables = environment.get("Variables") or {}
    ours = {name: _rewritten(variables[name], rules) for name, rules in transport.items() if name in variables}
    return properties | {"Environment": environment | {"Variables": variables | ours}}


def _rewritten(value: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        value = re.sub(pattern, replacement, value)
    return value


def _keep_kafka(physical_id: str, properties: Properties, attributes: dict[str, object]) -> dict[str, object]:
    mapping = import_module("ministack.services.lambda_svc")._esms[physical_id]
    mapping.update({key: properties[key] for key in KAFKA if key in properties})
    return attributes
