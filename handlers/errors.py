"""Every error that this package raises, the tree on top."""


class HandlerError(Exception):
    """A use case cannot be carried out; the message says why."""


class InterestError(HandlerError):
    """An expression of interest cannot be changed in this way."""


class SubscriptionError(HandlerError):
    """What somebody wants to be reminded of, or how, cannot be understood or is out of range."""
