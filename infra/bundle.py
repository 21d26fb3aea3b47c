"""`python -m infra.bundle`: layers and function bundles from the one lock file, the same bytes for the same input."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from infra.bundle_contents import FUNCTIONS, keep, prune, same_times
from infra.bundle_sizes import check, measure
from infra.pythons import find

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
"""Lambda's Python 3.13 runs on Amazon Linux 2023 (glibc 2.34); google-re2 has no wheel for an older one."""
TARGET_PYTHON = "3.13"


def bundle(*, platform: str, python: str, uv: str, interpreter: str | None) -> Path:
    """Make both layers and every function's bundle; answers the folder."""
    folder = DIST if platform == "arm64" else DIST / platform
    shutil.rmtree(folder / "layers", ignore_errors=True)
    shutil.rmtree(folder / "functions", ignore_errors=True)
    packages = folder / "layers" / "dependencies" / "python"
    _install(packages, platform=platform, python=python, uv=uv)
    prune(packages)
    keep(ROOT / "layers" / "shared" / "src" / "spice", folder / "layers" / "spice" / "python" / "spice")
    for name in FUNCTIONS:
        keep(ROOT / "functions" / name, folder / "functions" / name / "functions" / name)
        shutil.copy2(ROOT / "functions" / "__init__.py", folder / "functions" / name / "functions" / "__init__.py")
    if interpreter is not None:
        _compile(folder, interpreter)
    same_times(folder / "layers")
    same_times(folder / "functions")
    return folder


def _install(packages: Path, *, platform: str, python: str, uv: str) -> None:
    export = [uv, "export", "--frozen", "--quiet", "--no-dev", "--package", "spice-shared", "--no-emit-workspace"]
    locked = subprocess.run(export, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    requirements = DIST / "requirements.txt"
    requirements.parent.mkdir(exist_ok=True)
    requirements.write_text(locked)
    where = ["--python-platform", PLATFORMS[platform], "--python-version", python, "--target", str(packages)]
    wheels = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--python", sys.executable]
    subprocess.run(
        [uv, "pip", "install", "--quiet", *where, *wheels, "--requirement", str(requirements)], cwd=ROOT, check=True
    )


def _compile(folder: Path, interpreter: str) -> None:
    """Write bytecode that depends on the source alone: a cold start in a read-only layer could never keep its own."""
    # One process: the order in which modules are compiled, and what they share in memory, shows in the bytes.
    command = [interpreter, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    for part in ("layers", "functions"):
        # Paths in tracebacks as Lambda has them, and not as this machine has.
        where = ["-s", str(folder / part), "-p", "/opt" if part == "layers" else "/var/task"]
        subprocess.run([*command, *where, str(folder / part)], check=True)


def _interpreter(python: str, uv: str) -> str | None:
    """Find an interpreter of the version the bundle is for, or none."""
    here = sys.version_info[:2] == tuple(map(int, python.split(".")))
    return sys.executable if here else find(python, uv)


def main() -> None:
    """Read the arguments, bundle, print the sizes; fails above a limit."""
    parser = argparse.ArgumentParser(prog="infra.bundle", description=__doc__)
    parser.add_argument("--platform", choices=sorted(PLATFORMS), default="arm64", help="x86_64: for an emulator here")
    parser.add_argument("--python", default=None, help="3.13, or for x86_64 this interpreter's own version")
    parser.add_argument("--uv", default="uv", help="where uv is")
    parser.add_argument("--interpreter", default=None, help="what compiles bytecode; must be of that version")
    given = parser.parse_args()
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = given.python or (TARGET_PYTHON if given.platform == "arm64" else here)
    interpreter = given.interpreter or _interpreter(python, given.uv)
    folder = bundle(platform=given.platform, python=python, uv=given.uv, interpreter=interpreter)
    print(f"{folder.relative_to(ROOT)}: {given.platform}, Python {python}")
    if interpreter is None:
        print(f"no python{python} here: no bytecode is in the bundle, and no stage is deployed from it")
        print(f"(`{given.uv} python install {python}`, then again)")
    sizes = measure(folder)
    print(sizes.table())
    if broken := check(sizes):
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
