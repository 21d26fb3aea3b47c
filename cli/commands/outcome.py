"""How the outcome of a write is told."""

from collections.abc import Mapping

from cli.answer import Answer
from cli.session import Session


def print_outcome(session: Session, answer: Answer) -> None:
    """Tell what became of a write: done, would be done, or still under way."""
    data = answer.data if isinstance(answer.data, Mapping) else {}
    if session.print.as_json:
        session.print.data(answer.data)
    elif answer.status == 202:
        session.print.say(f"accepted; `spice commands {data.get('command_id')}` tells what becomes of it")
    else:
        session.print.say(_done(answer, data))


def _done(answer: Answer, data: Mapping[str, object]) -> str:
    result = data.get("result")
    if not isinstance(result, Mapping):
        return answer.message or "done"
    name = " ".join(str(result[key]) for key in ("class", "id", "name") if isinstance(result.get(key), str))
    version = f" is at version {result['version']}" if result.get("version") else ""
    unchanged = ", nothing changed" if result.get("changed") is False else ""
    return f"{answer.message or 'done'}: {name}{version}{unchanged}" if name else answer.message or "done"
