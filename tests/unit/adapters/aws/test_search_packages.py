"""Packages of OpenSearch Service, with a client that answers as the service does."""

from typing import Any

import pytest

from spice.adapters.aws.search_packages import AwsSearchPackages
from spice.ports.errors import Permanent


class Service:
    """The part of the service that is asked."""

    def __init__(self, *packages: dict[str, str]) -> None:
        self._packages = packages
        self.associated: list[str] = []

    def connect(self, service: str, *, region: str) -> "Service":
        """Be the client."""
        return self

    def list_packages_for_domain(self, **_: Any) -> Any:
        """Have none yet."""
        return {"DomainPackageDetailsList": []}

    def describe_domain(self, **_: Any) -> Any:
        """Tell the version."""
        return {"DomainStatus": {"EngineVersion": "OpenSearch_2.19"}}

    def describe_packages(self, **_: Any) -> Any:
        """Tell all of that name."""
        return {"PackageDetailsList": list(self._packages)}

    def associate_package(self, *, PackageID: str, DomainName: str) -> None:
        """Remember which."""
        self.associated.append(PackageID)


def attach(service: Service) -> bool:
    return AwsSearchPackages(region="eu-west-1", connect=service.connect).attach("d", ["analysis-nori"])


def test_the_package_of_the_engines_version_is_taken() -> None:
    service = Service(
        {"PackageID": "G1", "EngineVersion": "OpenSearch_2.17"}, {"PackageID": "G2", "EngineVersion": "OpenSearch_2.19"}
    )

    assert not attach(service)
    assert service.associated == ["G2"]


def test_a_package_for_every_version_is_taken() -> None:
    service = Service({"PackageID": "F7"})

    attach(service)

    assert service.associated == ["F7"]


def test_a_version_without_the_package_is_named() -> None:
    with pytest.raises(Permanent, match=r"no package analysis-nori for OpenSearch_2\.19"):
        attach(Service({"PackageID": "G1", "EngineVersion": "OpenSearch_2.17"}))
