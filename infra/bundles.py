"""Where the code of layers and functions lies: folders built before, never by the CDK."""

from dataclasses import dataclass
from pathlib import Path

from aws_cdk import App, FileSystem, aws_lambda

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "dist"
PLACEHOLDER = ROOT / "infra" / "placeholder"


class NotBuilt(Exception):
    """A bundle is missing; the message names the folder and what makes it."""


@dataclass(frozen=True, slots=True)
class Bundles:
    """The built folders; or a placeholder for each, where only the templates matter."""

    placeholder: bool

    def layer(self, name: str) -> aws_lambda.Code:
        """The code of a layer."""
        return self._asset(BUILT / "layers" / name)

    def room(self, name: str) -> aws_lambda.Code:
        """The code of the functions of a room."""
        return self._asset(BUILT / "functions" / name)

    def version(self) -> str:
        """Tell one build of the shared package from another."""
        return FileSystem.fingerprint(str(self._folder(BUILT / "layers" / "spice")))

    def _asset(self, folder: Path) -> aws_lambda.Code:
        return aws_lambda.Code.from_asset(str(self._folder(folder)))

    def _folder(self, folder: Path) -> Path:
        if self.placeholder:
            return PLACEHOLDER
        if not folder.is_dir():
            raise NotBuilt(
                f"{folder.relative_to(ROOT)} is missing: build it with `make bundles`,"
                " or say `-c bundles=placeholder` where only the templates matter"
            )
        return folder


def bundles_of(app: App) -> Bundles:
    """Read which bundles are meant from the context."""
    return Bundles(placeholder=app.node.try_get_context("bundles") == "placeholder")
