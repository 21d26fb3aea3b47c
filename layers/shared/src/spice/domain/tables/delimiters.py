"""What stands between cells, as people name it."""

NAMED = {"tab": "\t", "\\t": "\t"}


def delimiter_named(text: str) -> str | None:
    """The character that is meant: itself, or a tab by its name; None where it cannot stand between cells."""
    meant = NAMED.get(text, text)
    return meant if len(meant) == 1 and meant not in '"\r\n' else None
