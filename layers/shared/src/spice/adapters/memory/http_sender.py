"""Partners in memory."""

from collections.abc import Callable, Mapping
from threading import Lock

from spice.domain.errors import DomainError
from spice.domain.webhooks.endpoints import Doors
from spice.ports.http_sender import Sent

Partner = Callable[[str, Mapping[str, str], bytes], Sent]


class MemoryHttpSender:
    """The HttpSender twin: partners are functions, by URL; who is no partner cannot be reached."""

    def __init__(self, doors: Doors | None = None) -> None:
        self._doors, self._lock = doors or Doors(), Lock()
        self.partners: dict[str, Partner] = {}
        self.sent: list[tuple[str, Mapping[str, str], bytes]] = []

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Ask a partner."""
        try:
            endpoint = self._doors.endpoint(url)
        except DomainError as refused:
            return Sent(status=None, error=str(refused))
        with self._lock:
            self.sent.append((url, headers, body))
        partner = self.partners.get(endpoint.url)
        return Sent(status=None, error="the name is not known") if partner is None else partner(url, headers, body)
