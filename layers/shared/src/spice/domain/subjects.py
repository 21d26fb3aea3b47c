"""Names of subjects: who acts, who has a role, who is asked."""

from unicodedata import category

from spice.domain.errors import Problem
from spice.domain.hints import shown

_LONGEST_SUBJECT = 255


def check_subject(subject: object, path: str = "/subject") -> list[Problem]:
    """List what is wrong with the name of a subject."""
    fits = isinstance(subject, str) and 1 <= len(subject) <= _LONGEST_SUBJECT and subject.strip() == subject
    if fits and not any(category(char) in ("Cc", "Cs") for char in str(subject)):
        return []
    said = f"a subject is a text of 1 to {_LONGEST_SUBJECT} characters without control characters and outer spaces"
    return [Problem(code="constraint_violated", message=said, path=path, value=shown(subject))]
