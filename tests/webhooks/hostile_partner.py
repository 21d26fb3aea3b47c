"""A partner on this machine that speaks TLS with a certificate of a test authority, and misbehaves by path."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.certificates import SIGNS

NAME = "partner.test"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Behaviour = Callable[[ssl.SSLSocket], None]


@dataclass
class HostilePartner:
    """Requests as they came, and how each path behaves."""

    port: int
    ca: str
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    names: list[str | None] = field(default_factory=list)
    """What clients asked for by SNI."""
    behaves: dict[str, Behaviour] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/ok", host: str = NAME) -> str:
        """Where it is reached."""
        return f"https://{host}:{self.port}{path}"

    def serve(self, plain: socket.socket, context: ssl.SSLContext) -> None:
        """Take one connection."""
        with plain, suppress(OSError, ssl.SSLError):
            self.connections += 1
            with context.wrap_socket(plain, server_side=True) as secured:
                came = _request(secured)
                self.requests.append(came)
                path = came.split(b" ", 2)[1].decode()
                self.behaves.get(path, _takes)(secured)

    def waits(self, seconds: float) -> None:
        """Do nothing for a while, or until the test is over."""
        self.over.wait(seconds)


def _takes(client: ssl.SSLSocket) -> None:
    client.sendall(OK)


def _request(client: ssl.SSLSocket) -> bytes:
    came = b""
    while b"\r\n\r\n" not in came:
        came += client.recv(65536) or b"\r\n\r\n"
    head, _, body = came.partition(b"\r\n\r\n")
    (length,) = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while len(body) < int(length):
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def hostile_partner(folder: Path) -> Iterator[HostilePartner]:
    """Start one."""
    chain, ca = _certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        partner = HostilePartner(listening.getsockname()[1], str(ca))

        def named(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
            partner.names.append(name)

        context.sni_callback = named

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=partner.serve, args=(client, context), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield partner
        finally:
            partner.over.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            time.sleep(0.05)


def _certificates(folder: Path) -> tuple[Path, Path]:
    now, key, own = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test CA")])
    usual = (
        x509.CertificateBuilder()
        .issuer_name(authority)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
    )
    root = (
        usual.subject_name(authority)
        .serial_number(1)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(SIGNS, critical=True)
        .sign(key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
    leaf = (
        usual.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]))
        .serial_number(2)
        .public_key(own.public_key())
        .add_extension(names, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, ca = folder / "chain.pem", folder / "ca.pem"
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
    ca.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return chain, ca
