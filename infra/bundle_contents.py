"""What goes into a bundle, and what stays out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

FUNCTIONS = ("api", "funnel", "relay", "workers", "deploy")
EPOCH = 315_532_800
"""1980-01-01, the first moment a zip file can name."""
LOCAL = (
    *("tantivy", "grpc", "grpcio", "protobuf", "opensearch_protobufs", "pycparser"),
    *("google/protobuf", "google/_upb", "pyasn1", "pyasn1_modules"),
    *("zstandard/backend_cffi.py",),
)
"""tantivy is the search engine of one machine. opensearch-py asks for protobufs and gRPC that only its gRPC transport
imports, which we do not use; cffi imports pycparser only to build. google-auth asks for pyasn1 for keys of the `rsa`
package, and ours are cryptography's; zstandard brings its library twice, and CPython takes the one without cffi."""
SERVICES = ("s3", "lambda", "secretsmanager", "rds", "sts", "kafka", "opensearch", "kms", "sso", "sso-oidc")
"""Services of AWS whose models botocore keeps; the others are 25 MB of JSON nobody opens."""
LOCALES = ("root", "en", "ko", "ja", "zh", "zh_Hant")
"""The languages in which names of countries and currencies are read; Babel's others are 30 MB."""
TESTS = ("tests", "test", "testing", "_testing")
SOURCES = ("*.pyi", "*.c", "*.h", "*.pyx", "*.pxd", ".lock")
METADATA = ("METADATA", "entry_points.txt")


def prune(packages: Path) -> None:
    """Take out of installed packages what no function imports."""
    unwanted = [
        packages / "bin",
        *(packages / "zstandard").glob("_cffi.*"),
        *(path for name in LOCAL for path in (packages / name, *_metadata(packages, name))),
    ]
    models = packages / "botocore" / "data"
    unwanted += [path for path in models.iterdir() if path.is_dir() and path.name not in SERVICES]
    locales = packages / "babel" / "locale-data"
    unwanted += [path for path in locales.glob("*.dat") if path.stem not in LOCALES]
    unwanted += [path for path in packages.rglob("*") if path.name == "__pycache__" or _is_tests(path, packages)]
    unwanted += [path for info in _metadata(packages, "*") for path in info.iterdir() if path.name not in METADATA]
    unwanted += [path for pattern in SOURCES for path in packages.rglob(pattern)]
    for path in unwanted:
        _remove(path)


def _metadata(packages: Path, name: str) -> Iterator[Path]:
    return packages.glob(f"{name}-*.dist-info")


def keep(source: Path, target: Path) -> None:
    """Copy a room of ours without bytecode."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))


def same_times(folder: Path) -> None:
    """Give everything the same times and rights: equal input makes equal archives."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (EPOCH, EPOCH))


def _is_tests(folder: Path, packages: Path) -> bool:
    # Only within a package, and not where a package of that name is part of what is imported.
    return folder.name in TESTS and folder.parent != packages and (folder / "__init__.py").exists()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
