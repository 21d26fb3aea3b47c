"""The local issuer."""

import json
import stat
from pathlib import Path

import jwt
import pytest
from typer.testing import CliRunner

from cli.app import app
from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.issuer import AUDIENCE, ISSUER, make_issuer, open_issuer, origin_of


def a_folder(path: Path) -> DataFolder:
    folder = DataFolder(path / "data")
    folder.prepare()
    return folder


def test_a_token_is_verified_by_the_published_key(tmp_path: Path) -> None:
    issuer = make_issuer(a_folder(tmp_path))
    key = jwt.PyJWK(json.loads(issuer.jwks())["keys"][0])

    claims = jwt.decode(issuer.token("ann", ["admin"]), key, algorithms=["ES256"], issuer=ISSUER, audience=AUDIENCE)

    assert claims["sub"] == "ann"
    assert claims["roles"] == ["admin"]
    assert claims["exp"] - claims["iat"] == 12 * 3600


def test_the_key_stays_the_same_and_is_private(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)

    assert make_issuer(folder).jwks() == make_issuer(folder).jwks()
    assert stat.S_IMODE(folder.issuer_key.stat().st_mode) == 0o600


def test_an_issuer_is_called_as_browsers_call_its_port() -> None:
    assert [origin_of(port) for port in (80, 8002)] == ["http://127.0.0.1", "http://127.0.0.1:8002"]


def test_a_folder_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="spice up"):
        open_issuer(DataFolder(tmp_path))


def test_spice_token_prints_the_token_alone(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    make_issuer(folder)

    done = CliRunner().invoke(
        app, ["token", "--user", "ann", "--role", "admin", "--expires", "60", "--data", str(folder.root)]
    )

    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    claims = jwt.decode(done.stdout.strip(), options={"verify_signature": False})
    assert (claims["sub"], claims["roles"], claims["exp"] - claims["iat"]) == ("ann", ["admin"], 60)
