"""An emulation beside the caller: started in a process of its own, ended with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from local.emulation.aws import Clients, gateway_url
from local.emulation.servers import ROOT
from local.errors import LocalError, NotStarted
from local.logs import open_log
from local.running.launch import __file__ as launch
from spice.waiting import until

READY = "ready"
READY_SECONDS, STOP_SECONDS = 120.0, 60.0


class Running:
    """The process of an emulation; when its starter dies, however, it ends everything and itself."""

    def __init__(self, data: Path, *, gateway: int, log: Path) -> None:
        self.gateway, self.log, self.aws = gateway, log, Clients(gateway)
        arguments = ["--data", str(data), "--port", str(gateway)]
        # No user, no other folder; SIGTERM when this process goes: the supervisor then stops its services.
        tied = [sys.executable, "-I", "-S", launch, str(os.getpid()), "", str(int(signal.SIGTERM)), str(ROOT)]
        output = open_log(log)
        try:
            self._process = subprocess.Popen(
                [*tied, sys.executable, "-m", "local.emulation", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until every server answers. NotStarted quotes why not."""
        said = until(lambda: self.log.read_text(errors="replace"), READY_SECONDS, enough=self._is_over)
        if READY not in said:
            raise NotStarted(f"the emulation does not start; {self.log} ends with\n{said[-2000:]}")

    def _is_over(self, said: str) -> bool:
        return READY in said or self._process.poll() is not None

    def stop(self) -> None:
        """End it and wait until it has ended."""
        self.aws.close()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_SECONDS)

    def api(self) -> str:
        """Where the one deployed HTTP API is; by path, as the names of its hosts resolve in no resolver."""
        apis = self.aws.of("apigatewayv2").get_apis()["Items"]
        if len(apis) != 1:
            raise LocalError(f"{len(apis)} HTTP APIs are deployed: expected one")
        return f"{gateway_url(self.gateway)}/_aws/execute-api/{apis[0]['ApiId']}/$default"

    def stacks(self) -> dict[str, str]:
        """Tell the state of each stack that there is, the CDK's own excepted."""
        pages = self.aws.of("cloudformation").get_paginator("list_stacks").paginate()
        found = {each["StackName"]: each["StackStatus"] for page in pages for each in page["StackSummaries"]}
        return {name: state for name, state in found.items() if state != "DELETE_COMPLETE" and name != "CDKToolkit"}

    def functions(self) -> list[str]:
        """Name the deployed functions."""
        pages = self.aws.of("lambda").get_paginator("list_functions").paginate()
        return [each["FunctionName"] for page in pages for each in page["Functions"]]
