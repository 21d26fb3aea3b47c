"""The host's end of the zygote: started, started again when it ends, asked for environments."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local.host.environments.environment import Environment, NothingForks
from local.host.environments.frames import Birth, encode
from local.logs import open_log

BUFFER = 1 << 20
PAUSE = 0.5
logger = logging.getLogger(__name__)


class ZygoteLink:
    """The process that forks environments, and the way to it."""

    def __init__(self, handlers: Sequence[str], log: Path) -> None:
        self._modules = sorted({handler.rpartition(".")[0] for handler in handlers})
        self._log = log
        self._life = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process. Only from the thread that lives as long as the host."""
        self._life += 1
        self._control, theirs = socket.socketpair()
        log = open_log(self._log)
        command = [sys.executable, "-P", "-m", "local.host.environments.zygote", str(os.getpid()), str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                [*command, *self._modules],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(theirs.fileno(),),
            )
        os.close(log)
        asyncio.get_running_loop().add_reader(self._control, self._ended)

    async def fork(self, birth: Birth) -> Environment:
        """Make an environment. NothingForks when there is no zygote at the moment."""
        if self._control is None:
            raise NothingForks
        ours, theirs = socket.socketpair()
        with theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            try:
                socket.send_fds(self._control, [encode(birth)], [theirs.fileno()])
            except OSError as gone:
                ours.close()
                raise NothingForks from gone
        ours.setblocking(False)
        try:
            _, environment = await asyncio.get_running_loop().create_unix_connection(Environment, sock=ours)
        except OSError:
            ours.close()
            raise
        return environment

    @property
    def life(self) -> int:
        """Tell one zygote from the next; all it forked ends with it."""
        return self._life if self._control is not None else 0

    def close(self) -> None:
        """Hang up: the zygote ends, and all it forked with it."""
        self._hang_up()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _hang_up(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None

    def _ended(self) -> None:
        assert self._process is not None
        self._hang_up()
        logger.error("the zygote ended with status %s", self._process.wait())
        asyncio.get_running_loop().call_later(PAUSE, self.start)
