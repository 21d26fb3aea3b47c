"""Why the platform does not start or does not answer."""


class LocalError(Exception):
    """Something about the platform on this machine; the message is for a person."""


class Refused(LocalError):
    """The platform cannot do what was asked."""


class NotStarted(LocalError):
    """A service ends whenever it is started."""


class Unreachable(LocalError):
    """No platform runs."""
