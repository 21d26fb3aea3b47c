"""Reading what a client wrote, collecting every problem on the way."""

import re
from collections.abc import Collection, Iterable, Mapping
from unicodedata import category

from spice.domain.bounds import PROBLEMS
from spice.domain.datatypes.checking import Check, Rejected, moved
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Code, Problem
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

LONGEST_NAME = 128
_LONGEST_TEXT = 10_000
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Reading:
    """One body being read: problems gather, and reading goes on."""

    def __init__(self, home: Home = NOWHERE) -> None:
        self.home = home
        self.problems: list[Problem] = []

    def fault(self, code: Code, message: str, path: str, *, value: object = None, hint: str | None = None) -> None:
        """Note a problem; the first thousand are told."""
        if len(self.problems) < PROBLEMS:
            self.problems.append(Problem(code=code, message=message, path=path, value=shown(value), hint=hint))

    def fields(self, raw: object, path: str, known: Collection[str], what: str) -> Mapping[str, object]:
        """Read an object and name the fields it may not have; null is absence."""
        if not isinstance(raw, dict):
            self.fault("wrong_type", f"{what} must be an object", path, value=raw)
            return {}
        for name in raw:
            if name not in known:
                said = f"{what} has no field {quoted(name)}"
                self.fault("unknown_field", said, pointer(path, name), hint=did_you_mean(name, known))
        return {name: value for name, value in raw.items() if name in known and value is not None}

    def listed(self, raw: Mapping[str, object], name: str, path: str) -> list[object]:
        """Read a field that holds a list; absent is empty."""
        value = raw.get(name, [])
        if isinstance(value, list):
            return value
        self.fault("wrong_type", f"{name} must be a list", pointer(path, name), value=value)
        return []

    def flag(self, raw: Mapping[str, object], name: str, path: str) -> bool:
        """Read a field that is true or false; absent is false."""
        value = raw.get(name, False)
        if not isinstance(value, bool):
            self.fault("wrong_type", f"{name} must be true or false", pointer(path, name), value=value)
        return value is True

    def text(self, raw: Mapping[str, object], name: str, path: str, *, longest: int = _LONGEST_TEXT) -> str | None:
        """Read a field that holds a text."""
        value = raw.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest:
            said = f"{name} must be a text of at most {longest} characters"
            self.fault("wrong_type", said, pointer(path, name), value=value)
            return None
        if _UNWRITABLE.search(value):
            self.fault("constraint_violated", f"{name} must not hold control characters", pointer(path, name))
        return value

    def id(self, raw: Mapping[str, object], path: str) -> dict[str, object]:
        """Read the id that something was given, if it has one."""
        given = raw.get("id")
        if given is not None and not isinstance(given, str):
            self.fault("wrong_type", "an id is a text", pointer(path, "id"), value=given)
        return {"id": given} if isinstance(given, str) else {}

    def choice(self, raw: Mapping[str, object], name: str, path: str, allowed: Iterable[str], default: str) -> str:
        """Read a field that holds one of a few words."""
        value, words = raw.get(name, default), [*allowed]
        if isinstance(value, str) and value in words:
            return value
        said, hint = f"{name} must be one of {', '.join(words)}", did_you_mean(value, words)
        self.fault("constraint_violated", said, pointer(path, name), value=value, hint=hint)
        return default

    def name(
        self, raw: Mapping[str, object], path: str, what: str, *, field: str = "name", digit_first: bool = False
    ) -> str | None:
        """Read a name: letters of any script, digits and _, a letter first; in normal form C.

        `digit_first`: columns of public tables begin with a digit too (`1일주차권요금`), so a property may.
        """
        at = pointer(path, field)
        if field not in raw:
            self.fault("missing_property", f"{what} needs a {field}", at)
            return None
        value = raw[field]
        if not isinstance(value, str):
            self.fault("wrong_type", f"the name of {what} must be a text", at, value=value)
            return None
        normal = spelled(value)
        if not is_name(normal, digit_first=digit_first):
            first = "a letter or digit" if digit_first else "a letter"
            said = f"a name has letters, digits and _, {first} first, at most {LONGEST_NAME}; {quoted(value)} is none"
            self.fault("constraint_violated", said, at, value=value)
            return None
        return normal

    def label(self, raw: Mapping[str, object], name: str, path: str) -> object:
        """Read a label or description: a text, or texts by language."""
        value, at = raw.get(name), pointer(path, name)
        if value is None or isinstance(value, str):
            return self.text(raw, name, path)
        if not isinstance(value, dict):
            self.fault("wrong_type", f"{name} must be a text or texts by language", at, value=value)
            return None
        for language in value:
            if not _LANGUAGE.fullmatch(language):
                self.fault("constraint_violated", f"{quoted(language)} is no language tag", pointer(at, language))
        return {language: self.text(value, language, at) for language in value if value[language] is not None}

    def checked(self, check: Check, value: object, path: str, what: str) -> object:
        """Read a value by a type's check; None when it breaks rules."""
        try:
            return check(value)
        except Rejected as rejected:
            self.problems += [
                moved(each, path + each.path, message=f"{what} {each.message}") for each in rejected.problems
            ]
            return None


def is_name(text: str, *, digit_first: bool = False) -> bool:
    """Tell whether a text may name a class, a property or a relationship."""
    if not 1 <= len(text) <= LONGEST_NAME or not (text[0].isalpha() or (digit_first and text[0].isdigit())):
        return False
    return all(char == "_" or category(char)[0] in "LMN" for char in text)
