"""The console's files as the host sends them."""

import gzip
import os
from pathlib import Path

import pytest

from local.host.front.site import File, Site

CODE = b"export const a = 1;\n" * 200


def built(folder: Path) -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>console</title>")
    (folder / "assets" / "main-abc.js").write_bytes(CODE)
    (folder / "assets" / "font-abc.woff2").write_bytes(os.urandom(4000))
    return folder


def headers(file: File, **asked: bytes) -> dict[bytes, bytes]:
    return dict(file.answer({name.replace("_", "-").encode(): value for name, value in asked.items()}).headers)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(built(tmp_path / "dist"))


def test_assets_are_kept_for_ever_and_the_index_is_asked_for_each_time(site: Site) -> None:
    asset, index = site.find("assets/main-abc.js"), site.find("index.html")

    assert asset is not None
    assert index is not None
    assert headers(asset)[b"cache-control"] == b"public, max-age=31536000, immutable"
    assert headers(index)[b"cache-control"] == b"no-cache"
    assert headers(asset)[b"content-type"] == b"text/javascript; charset=utf-8"


def test_texts_are_compressed_for_whoever_takes_that(site: Site) -> None:
    asset, font = site.find("assets/main-abc.js"), site.find("assets/font-abc.woff2")
    assert asset is not None
    assert font is not None

    packed, plain = asset.answer({b"accept-encoding": b"br, gzip"}), asset.answer({})

    assert gzip.decompress(packed.body) == plain.body == CODE
    assert dict(packed.headers)[b"content-encoding"] == b"gzip"
    assert dict(packed.headers)[b"vary"] == dict(plain.headers)[b"vary"] == b"Accept-Encoding"
    assert dict(packed.headers)[b"etag"] != dict(plain.headers)[b"etag"]
    assert b"content-encoding" not in headers(font, accept_encoding=b"gzip")


@pytest.mark.parametrize("wanted", [b"%s", b"W/%s", b'"x", %s', b"*"])
def test_whoever_has_a_file_is_not_sent_it_again(site: Site, wanted: bytes) -> None:
    asset = site.find("assets/main-abc.js")
    assert asset is not None
    tag = headers(asset)[b"etag"]

    answered = asset.answer({b"if-none-match": wanted.replace(b"%s", tag)})

    assert (answered.status, answered.body) == (304, b"")
    assert dict(answered.headers)[b"etag"] == tag


@pytest.mark.parametrize(
    "name", ["../secret", "assets/../../secret", "/etc/passwd", "assets", "assets/", "", ".", "link.txt", "out/secret"]
)
def test_nothing_is_found_but_what_was_built(tmp_path: Path, name: str) -> None:
    folder = built(tmp_path / "dist")
    (tmp_path / "secret").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "out").symlink_to(tmp_path)

    assert Site(folder).find(name) is None


def test_what_is_built_anew_is_read_anew(tmp_path: Path) -> None:
    site = Site(tmp_path / "dist")
    assert site.find("index.html") is None

    folder = built(tmp_path / "dist")
    first = site.find("index.html")
    (folder / "index.html").unlink()
    assert site.find("index.html") is None
    (folder / "index.html").write_text("newer")
    second = site.find("index.html")

    assert first is not None
    assert second is not None
    assert (first.plain[:9], second.plain) == (b"<!doctype", b"newer")


def test_a_file_that_comes_after_the_index_is_found(tmp_path: Path) -> None:
    """A build writes its files in any order, while somebody looks."""
    folder = built(tmp_path / "dist")
    site = Site(folder)
    assert site.find("assets/late.js") is None

    (folder / "assets" / "late.js").write_bytes(CODE[:-1])
    early = site.find("assets/late.js")
    with (folder / "assets" / "late.js").open("ab") as late:
        late.write(CODE[-1:])
    whole = site.find("assets/late.js")

    assert early is not None
    assert whole is not None
    assert (early.plain, whole.plain) == (CODE[:-1], CODE)
