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
    """The built folders; or a placeholder for each (None), where only the templates matter."""

    built: Path | None

    def check(self) -> None:
        """Refuse what was bundled without bytecode: a layer is read-only, so every cold start would compile it anew."""
        if self.built is not None and next(self._folder("layers", "spice").rglob("*.pyc"), None) is None:
            raise NotBuilt(
                f"{self.built} holds no bytecode: cold starts would take twice as long. Install Python 3.13"
                " (`uv python install 3.13`) and run `make bundle` again"
            )

    def layer(self, name: str) -> aws_lambda.Code:
        """The code of a layer."""
        return self._asset("layers", name)

    def room(self, name: str) -> aws_lambda.Code:
        """The code of the functions of a room."""
        return self._asset("functions", name)

    def version(self) -> str:
        """Tell one build of the shared package from another."""
        return FileSystem.fingerprint(str(self._folder("layers", "spice")))

    def _asset(self, *name: str) -> aws_lambda.Code:
        return aws_lambda.Code.from_asset(str(self._folder(*name)))

    def _folder(self, *name: str) -> Path:
        if self.built is None:
            return PLACEHOLDER
        folder = self.built.joinpath(*name)
        if not folder.is_dir():
            raise NotBuilt(
                f"{folder} is missing: build it with `make bundle`,"
                " or say `-c bundles=placeholder` where only the templates matter"
            )
        return folder


def bundles_of(app: App) -> Bundles:
    """Read which bundles are meant from the context: a folder, by default the one they are built into."""
    named = app.node.try_get_context("bundles")
    bundles = Bundles(built=None if named == "placeholder" else Path(named) if named else BUILT)
    bundles.check()
    return bundles
