"""Certificates by which the servers of one data folder know one another, and refuse everybody else."""

import datetime
import ipaddress
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local.folder.data_folder import PRIVATE
from local.folder.private_file import write_private
from local.free_ports import LOOPBACK

BEGIN = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
"""Longer than any folder is used, whatever a machine's clock says."""
BOTH_WAYS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


@dataclass(frozen=True, slots=True)
class Certificates:
    """A folder with an authority, and the one certificate it has signed."""

    home: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate; nobody has its key."""
        return self.home / "authority.pem"

    @property
    def certificate(self) -> Path:
        """What a server or its client shows."""
        return self.home / "certificate.pem"

    @property
    def key(self) -> Path:
        """The private key of the certificate."""
        return self.home / "key.pem"

    def make(self) -> None:
        """Make what is not there whole: nothing outside the folder has ever trusted it, so it may be made anew."""
        if not self._whole():
            fresh = self.home.with_name(f"{self.home.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=PRIVATE)
            for name, content in _signed().items():
                write_private(fresh / name, content)
            shutil.rmtree(self.home, ignore_errors=True)
            fresh.rename(self.home)

    def _whole(self) -> bool:
        try:
            authority = x509.load_pem_x509_certificate(self.authority.read_bytes())
            certificate = x509.load_pem_x509_certificate(self.certificate.read_bytes())
            key = serialization.load_pem_private_key(self.key.read_bytes(), password=None)
            certificate.verify_directly_issued_by(authority)
        except (OSError, ValueError, TypeError, InvalidSignature):
            return False
        return key.public_key() == certificate.public_key()


def _signed() -> Mapping[str, bytes]:
    """Make an authority, have it sign one certificate, and forget its key."""
    signer, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("spice local authority")
    authority = (
        _certificate(issuer, issuer, signer)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(signer, hashes.SHA256())
    )
    places = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(LOOPBACK))]
    certificate = (
        _certificate(_name("spice"), issuer, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(BOTH_WAYS, critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "authority.pem": authority.public_bytes(pem),
        "certificate.pem": certificate.public_bytes(pem),
        "key.pem": secret,
    }


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )
