"""`python -m local.emulation.poller --port N --brokers HOST:PORT`: the process; it answers HTTP with what it polls."""

import argparse
import asyncio
import logging
import signal

import msgspec

from local.emulation.poller.deployed import Mappings, lambda_client
from local.emulation.poller.invoker import Invoker
from local.emulation.poller.pollers import Pollers
from local.free_ports import LOOPBACK
from local.host.sources.bus_reader import BusReader
from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection


def main() -> None:
    """Poll until a signal."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("kafka").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--brokers", required=True)
    given = parser.parse_args()
    asyncio.run(_run(given.port, given.brokers))


async def _run(port: int, brokers: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bus = KafkaBus(KafkaConnection(bootstrap=(brokers,)))
    reader, client = BusReader(bus), lambda_client()
    pollers = Pollers(Mappings(client), reader, Invoker(client))
    server = await asyncio.start_server(lambda _, writer: _answer(pollers, writer), LOOPBACK, port)
    reader.start()
    following, stopping = asyncio.create_task(pollers.run()), asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait((following, stopping), return_when=asyncio.FIRST_COMPLETED)
    server.close()
    reader.close()
    if following in done:
        following.result()  # whatever broke ends the process with its trace; the supervisor starts another
    following.cancel()
    bus.close()


async def _answer(pollers: Pollers, writer: asyncio.StreamWriter) -> None:
    body = msgspec.json.encode(pollers.topics)
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()
    writer.close()


if __name__ == "__main__":
    main()
