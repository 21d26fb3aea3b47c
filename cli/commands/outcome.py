"""How the outcome of a write is told."""

from collections.abc import Mapping

from cli.answer import Answer
from cli.session import Session


def print_outcome(session: Session, answer: Answer, *, done: str = "done") -> None:
    """Tell what became of a write: done (in a word), would be done, or still under way."""
    data = answer.data if isinstance(answer.data, Mapping) else {}
    if session.print.as_json:
        session.print.data(answer.data)
    elif answer.status == 202:
        session.print.say(f"accepted; `spice commands {data.get('command_id')}` tells what becomes of it")
    else:
        session.print.say(_told(answer, data, done))


def _told(answer: Answer, data: Mapping[str, object], done: str) -> str:
    result = data.get("result")
    if not isinstance(result, Mapping):
        return done
    word = "created" if answer.status == 201 else "unchanged" if result.get("changed") is False else done
    parts = ("class", "id") if "class" in result else ("name",)
    name = " ".join(str(result[part]) for part in parts if isinstance(result.get(part), str))
    version = f", version {result['version']}" if name and result.get("version") else ""
    would = "would be " if "dry run" in answer.message else ""
    return f"{would}{word}: {name}{version}" if name else would + word
