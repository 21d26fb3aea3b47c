"""The templates of the engine of one machine."""


class TantivyTemplates:
    """There are none: an index is made, as the code of the day lays it out, with its first document."""

    def prepare(self) -> list[str]:
        """Answer that nothing had to be put anywhere."""
        return []
