"""Every error that this package raises, the tree on top."""


class MailError(Exception):
    """Something about a message cannot be done; the message says what."""


class UnreadableError(MailError):
    """A document has no text that can be read; the message says why in a few words."""


class MailServerError(MailError):
    """A mail server did not do what it was asked to; the kind says what is to be done.

    The message is one line, names the server and what it said, and holds no secret.
    """


class ConnectionLostError(MailServerError):
    """The server cannot be reached, is silent, or broke off: try again over a new connection."""


class NotNowError(MailServerError):
    """The server answered that it can't, or can't now: try again later."""


class LoginRefusedError(MailServerError):
    """The name, password or access token is not taken: tell the operator, and try again later."""


class UntrustedServerError(MailServerError):
    """The server cannot prove who it is, or offers no encryption: nothing secret was sent; tell the operator."""


class MailboxMissingError(MailServerError):
    """There is no such folder."""


class InDoubtError(MailServerError):
    """The connection broke after a message was handed over whole, before the answer: it may have been accepted."""


class MessageRefusedError(MailServerError):
    """This message will never be accepted; others to the same address may be."""


class RecipientRefusedError(MailServerError):
    """Nothing reaches this address."""


class NullSenderRefusedError(MailServerError):
    """The server takes no message without a sender: it can be handed in with one."""
