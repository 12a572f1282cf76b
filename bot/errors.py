"""Every error that this package raises, the tree on top."""

from datetime import timedelta
from typing import ClassVar


class PlazoError(Exception):
    """Something keeps the program from doing its work; the message is one line, names what is wrong and the way out."""


class SettingsError(PlazoError):
    """The configuration cannot be used: the message names the file or variable, the key and what was expected."""


class FileError(PlazoError):
    """A file cannot be read or written: the message names it and the way out."""


class EntryError(PlazoError):
    """There is no entry with this number, or it does not stand where it can be changed so; others can be."""


class StoreError(PlazoError):
    """The database cannot be used: the message names it and the way out."""


class StoreLockedError(StoreError):
    """Another process holds the database, and did not let go of it in time."""


class StoreFullError(StoreError):
    """There is no room left to write: a full disk or a quota."""


class StoreNewerError(StoreError):
    """The database's schema is newer than this program knows; only a newer program may use it."""


class DeliveryError(PlazoError):
    """A message was not accepted, or nobody knows whether it was. Each kind carries what is to be done."""

    is_final: ClassVar[bool] = True
    """Whether trying again is of no use."""


class PassingError(DeliveryError):
    """It can be tried again, at the earliest after `pause`; with `in_doubt` it may have gone out all the same."""

    is_final = False

    def __init__(self, message: str, *, pause: timedelta | None = None, in_doubt: bool = False) -> None:
        """Say what happened.

        Args:
            message: in one line.
            pause: how long the other side wants to be left alone, where it says so.
            in_doubt: whether the message may have been accepted.
        """
        super().__init__(message)
        self.pause = pause
        self.in_doubt = in_doubt


class GivenBackError(DeliveryError):
    """Nothing was tried, since the message would have had to wait; it keeps its place among those that do."""

    is_final = False


class LateError(DeliveryError):
    """Nothing was tried, since the message's time was over before its turn came."""


class RefusedError(DeliveryError):
    """This message will never be accepted; others to the same address may be."""


class UnreachableError(DeliveryError):
    """Nothing reaches this address any more: blocked, or gone."""


class MovedError(DeliveryError):
    """The address has become another one, `address`."""

    def __init__(self, message: str, address: str) -> None:
        """Say what happened, and where to write from now on."""
        super().__init__(message)
        self.address = address


class ListenError(PlazoError):
    """An address or port cannot be listened on: the message names it."""


class LeaseLostError(PlazoError):
    """Another process has taken over what this one was doing."""


class PoisonError(PlazoError):
    """A message does harm to whoever reads it; the message says what happened."""


class StoppingError(PlazoError):
    """The service stops while nothing is under way: what is left goes on after the restart."""
