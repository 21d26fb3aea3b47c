"""What a database may be called and how it may be set up."""

import re
from collections.abc import Callable, Mapping
from typing import get_args
from zoneinfo import ZoneInfo

from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, shown
from spice.domain.instance.merge_patch import merge_patch
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.severity import Mode
from spice.domain.refusals import Audited
from spice.domain.regions import REGIONS
from spice.domain.wording import quoted

COMPATIBILITIES = get_args(Mode)
SETTINGS = ("label", "description", "region", "timezone", "compatibility", "audit")
AUDITS = get_args(Audited)
ZONE = "UTC"
"""Where times without an offset are, unless it is set."""
DEFAULTS: Mapping[str, object] = {"region": "KR", "timezone": ZONE, "compatibility": "BACKWARD", "audit": "changes"}
_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}")
_ZONE = re.compile("[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")
_OF_THE_MACHINE = re.compile("localtime|posixrules|Factory|(?:posix|right)/.*").fullmatch
"""Files that lie among zones and are none: what a machine's own clock shows, other counts of seconds."""


def settings_of(database: object) -> dict[str, object]:
    """List the settings that a database has."""
    return {name: value for name in SETTINGS if (value := getattr(database, name)) is not None}


def check_database_name(name: object, path: str = "/name") -> list[Problem]:
    """List what is wrong with the name of a database."""
    if isinstance(name, str) and _NAME.fullmatch(name):
        return []
    said = f"a database's name has letters a to z, digits, _ and -, a letter first, at most 64; {quoted(name)} is none"
    return [Problem(code="constraint_violated", message=said, path=path, value=shown(name))]


def check_settings(settings: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
    """Check settings of a database (null is kept: in a patch it removes)."""
    reading = Reading()
    answer: dict[str, object] = {}
    for name, value in settings.items():
        if name not in SETTINGS:
            hint = "a database keeps its name" if name == "name" else did_you_mean(name, SETTINGS)
            reading.fault(
                "unknown_field", f"a database has no setting {quoted(name)}", f"/{name}", value=value, hint=hint
            )
        elif value is None:
            answer[name] = None
        else:
            answer[name] = _READ[name](reading, {name: value}, name)
    return answer, reading.problems


def patched(settings: Mapping[str, object], patch: Mapping[str, object]) -> dict[str, object]:
    """Merge a checked patch into settings (RFC 7396); what is removed is not there."""
    after = {**settings, **{name: merge_patch(settings.get(name), value) for name, value in patch.items()}}
    return {name: value for name, value in after.items() if value not in (None, {})}


def _label(reading: Reading, raw: Mapping[str, object], name: str) -> object:
    """Read a text by language; a language that a patch removes stays in it as null."""
    read, given = reading.label(raw, name, ""), raw[name]
    removed = [each for each, text in given.items() if text is None] if isinstance(given, dict) else ()
    return {**read, **dict.fromkeys(removed)} if isinstance(read, dict) else read


def _compatibility(reading: Reading, raw: Mapping[str, object], name: str) -> object:
    return reading.choice(raw, name, "", COMPATIBILITIES, "BACKWARD")


def _audit(reading: Reading, raw: Mapping[str, object], name: str) -> object:
    return reading.choice(raw, name, "", AUDITS, "changes")


def _region(reading: Reading, raw: Mapping[str, object], name: str) -> object:
    value = raw[name]
    if not isinstance(value, str) or value not in REGIONS:
        said = f"region must be an ISO 3166 country code such as KR, not {quoted(value)}"
        reading.fault("constraint_violated", said, f"/{name}", value=value)
    return value


def _timezone(reading: Reading, raw: Mapping[str, object], name: str) -> object:
    value = raw[name]
    if not isinstance(value, str) or not _ZONE.fullmatch(value) or not _is_zone(value):
        said = f"timezone must be a name of the IANA database such as Asia/Seoul, not {quoted(value)}"
        reading.fault("constraint_violated", said, f"/{name}", value=value)
    return value


def _is_zone(name: str) -> bool:
    if _OF_THE_MACHINE(name):
        return False
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return False
    return True


_READ: dict[str, Callable[[Reading, Mapping[str, object], str], object]] = {
    "label": _label,
    "description": _label,
    "region": _region,
    "timezone": _timezone,
    "compatibility": _compatibility,
    "audit": _audit,
}
