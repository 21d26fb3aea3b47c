"""TLS in front of a server that has none: the embedded Redis is built without it, the clouds' is never without."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.certificates import SIGNS


@contextmanager
def tls_front(folder: Path, port: int) -> Iterator[tuple[int, Path]]:
    """Accept TLS on a free port and pass everything on to `port`; gives the port and the file of the authority."""
    authority, identity = _certificates(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, context, port), daemon=True).start()
        yield server.getsockname()[1], authority


def _serve(server: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            raw, _ = server.accept()
            threading.Thread(target=_connect, args=(raw, context, port), daemon=True).start()


def _connect(raw: socket.socket, context: ssl.SSLContext, port: int) -> None:
    try:
        outside = context.wrap_socket(raw, server_side=True)
    except OSError:
        raw.close()
        return
    inside = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=_pass_on, args=(inside, outside), daemon=True).start()
    _pass_on(outside, inside)


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError), here, there:
        while some := here.recv(65536):
            there.sendall(some)


def _certificates(folder: Path) -> tuple[Path, Path]:
    """Make an authority, and a certificate and key for 127.0.0.1 signed by it."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _named("authority"), _named("redis")
    # Python 3.13 takes no authority that does not say that it signs, and nothing signed that does not say by which key.
    root = _draft(root_name, root_name, root_key).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    root = root.add_extension(SIGNS, True)
    root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), False)
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = _draft(name, root_name, key).add_extension(place, False)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False)
    authority, identity = folder / "authority.pem", folder / "identity.pem"
    authority.write_bytes(root.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    identity.write_bytes(leaf.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + secret)
    return authority, identity


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _draft(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
    return (
        made.serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
