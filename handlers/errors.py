"""Every error that this package raises, the tree on top."""


class HandlerError(Exception):
    """A use case cannot be carried out; the message says why."""


class InterestError(HandlerError):
    """An expression of interest cannot be changed in this way."""
