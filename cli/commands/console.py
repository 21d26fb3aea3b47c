"""`spice open`: the console in the browser, signed in."""

import os
import sys
import tempfile
import webbrowser
from html import escape
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failure, Unreachable
from cli.session import Session, command
from cli.target import LOCAL, is_local
from infra.catalogue.names import API

PAGE = '<!doctype html><meta charset=utf-8><title>spice</title><meta http-equiv="refresh" content="0;url={url}">'
"""Who lists processes sees what a browser is started with: the code is in a file that only its owner may read."""
REMOVE = "import os, sys, time; time.sleep(float(sys.argv[2])); os.unlink(sys.argv[1])"


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "open")(open_console)


def open_console(
    session: Session,
    only_print: Annotated[bool, typer.Option("--print", help="Only print the address, which is good once.")] = False,
    administrator: Annotated[bool, typer.Option("--admin/--no-admin", help="Be an administrator.")] = True,
) -> None:
    """Open the console in the browser; that of a local platform signed in, as --user."""
    here = is_local(session.choice)
    url = _address(session, administrator=administrator) if here else _elsewhere(session)
    if not only_print and (_shown(url) if here else webbrowser.open(url)):
        session.print.say("the browser shows the console")
    elif session.print.as_json:
        session.print.data({"url": url})
    else:
        session.print.say(url)


def _elsewhere(session: Session) -> str:
    """Where the console is that asks an API: at its root. It sends a person to its own issuer."""
    return session.target.endpoint.rstrip("/").removesuffix(API) + "/"


def _address(session: Session, *, administrator: bool) -> str:
    from local.errors import LocalError
    from local.errors import Unreachable as NotRunning
    from local.folder.data_folder import DataFolder
    from local.folder.issuer import open_issuer
    from local.folder.opening import opening_code

    folder = DataFolder(session.choice.data)
    try:
        roles, endpoint = ("admin",) if administrator else (), folder.endpoint()
        code = opening_code(open_issuer(folder), session.choice.user or LOCAL, roles)
        return f"{endpoint}/oauth/open#{code}"
    except NotRunning as missing:
        raise Unreachable(str(missing)) from missing
    except LocalError as refused:
        raise Failure(str(refused)) from refused


def _shown(url: str) -> bool:
    """Have the browser open a page that leads there, and the page go; False where there is none to open."""
    page = _page(url)
    shown = False
    try:
        shown = webbrowser.open(page.as_uri())
    finally:
        if not shown:
            page.unlink(missing_ok=True)
    if shown:
        _remove_later(page)
    return shown


def _page(url: str) -> Path:
    try:
        descriptor, name = tempfile.mkstemp(prefix="spice-", suffix=".html")
        with os.fdopen(descriptor, "w") as page:
            page.write(PAGE.format(url=escape(url)))
    except OSError as failed:
        raise Failure(f"the page that opens the console cannot be written: {failed.strerror}; see --print") from failed
    return Path(name)


def _remove_later(page: Path) -> None:
    """Leave behind what removes a page once its code is good no more: a browser may take a while to start."""
    from local.folder.opening import CODE_SECONDS

    streams = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    words = [sys.executable, "-I", "-c", REMOVE, str(page), str(CODE_SECONDS)]
    os.posix_spawn(sys.executable, words, os.environ, file_actions=streams, setpgroup=0)
