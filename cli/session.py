"""What every command that talks to a platform shares: the options that say which, and one way to fail."""

import functools
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from cli.failure import Failure, WrongUse
from cli.printing import Printer
from cli.target import Choice, Target, connect, find_target
from cli.visible import is_text, named

if TYPE_CHECKING:
    from cli.client import Client

PANEL = "Which platform"
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", envvar="SPICE_DATA", help="Data folder of a local platform.", rich_help_panel=PANEL),
]
Endpoint = Annotated[
    str | None, typer.Option(envvar="SPICE_ENDPOINT", help="URL of the platform.", rich_help_panel=PANEL)
]
Token = Annotated[
    str | None, typer.Option(envvar="SPICE_TOKEN", help="Bearer token.", rich_help_panel=PANEL, show_envvar=True)
]
DatabaseName = Annotated[
    str | None, typer.Option("--db", "--database", envvar="SPICE_DB", help="Database.", rich_help_panel=PANEL)
]
ProfileName = Annotated[
    str | None, typer.Option(envvar="SPICE_PROFILE", help="Profile kept by `spice login`.", rich_help_panel=PANEL)
]
User = Annotated[
    str | None,
    typer.Option(envvar="SPICE_USER", help="Who to be on a local platform (local).", rich_help_panel=PANEL),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print `data` as JSON.", rich_help_panel=PANEL)]

SHARED: Mapping[str, Any] = {
    "data_folder": DataFolder,
    "endpoint": Endpoint,
    "token": Token,
    "database": DatabaseName,
    "profile": ProfileName,
    "user": User,
    "as_json": AsJson,
}


class Session:
    """One command's conversation with a platform."""

    def __init__(self, choice: Choice, *, as_json: bool) -> None:
        self.choice = choice
        self.print = Printer(as_json=as_json)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the connection, if one was opened."""
        if "client" in self.__dict__:
            self.client.close()

    def mean(self, data_folder: Path | None) -> None:
        """Say which local platform is meant, for a command whose --data is something else."""
        if data_folder is not None:
            self.choice = replace(self.choice, data=data_folder)

    @functools.cached_property
    def target(self) -> Target:
        """The platform that is meant."""
        return find_target(self.choice)

    @functools.cached_property
    def client(self) -> "Client":
        """The connection to it."""
        return connect(self.target)

    @functools.cached_property
    def database(self) -> str:
        """The database that is meant: said, kept in the profile, or the only one there is."""
        if name := self.target.database:
            return name
        names = [each["name"] for each in self.client.get("/database").data]
        if len(names) != 1:
            known = f"one of: {', '.join(names)}" if names else "`spice db create NAME` makes one"
            raise WrongUse(f"say which database with --db ({known})")
        return str(names[0])

    def path(self, *parts: str) -> str:
        """Write a path below the database, each part quoted."""
        return "/database/" + "/".join(quote(part, safe="") for part in (self.database, *parts))


def command(app: typer.Typer, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function that takes a Session first as a command, with the shared options after its own."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        app.command(name)(_with_session(run))
        return run

    return register


@contextmanager
def exit_status(printer: Printer) -> Iterator[None]:
    """Turn a failure into its message and exit status."""
    try:
        yield
    except Failure as failure:
        printer.failure(failure)
        raise typer.Exit(failure.status) from failure
    except KeyboardInterrupt as stopped:
        printer.warn("stopped")
        raise typer.Exit(130) from stopped
    except BrokenPipeError as closed:
        sys.stderr.close()
        raise typer.Exit(0) from closed


def _with_session(run: Callable[..., None]) -> Callable[..., None]:
    """Give a function the shared options, but for those whose flag is an option of its own."""
    own = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
    shared = [_shared(name, kind) for name, kind in SHARED.items() if name not in {each.name for each in own}]

    def started(**values: Any) -> None:
        asked = {name: values[name] for name in SHARED if name in values}
        as_json = bool(asked.pop("as_json"))
        choice = Choice(data=asked.pop("data_folder", None), **asked)
        with Session(choice, as_json=as_json) as session, exit_status(session.print):
            _refuse_bytes(values.values())
            run(session, **{each.name: values[each.name] for each in own})

    started.__name__, started.__doc__ = run.__name__, run.__doc__
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own] + shared
    started.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    started.__annotations__ = {each.name: each.annotation for each in parameters}
    return started


def _refuse_bytes(values: Iterable[object]) -> None:
    """Refuse words that are no UTF-8; names of files may be any bytes."""
    for value in values:
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and not is_text(word):
                raise WrongUse(f"'{named(word)}' is no text: its bytes are no UTF-8")


def _shared(name: str, kind: object) -> inspect.Parameter:
    default = False if name == "as_json" else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
