"""Why a command did not do what was asked, and the exit status that says so."""

from cli.answer import Answer


class Failure(Exception):
    """A command that could not be carried out; `status` is the exit status."""

    status = 1


class Refused(Failure):
    """The platform understood and said no."""

    status = 1

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.message or f"HTTP {answer.status}")


class WrongUse(Failure):
    """The command line cannot be understood."""

    status = 2


class Unreachable(Failure):
    """No platform answers."""

    status = 3
