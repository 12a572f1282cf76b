"""What the server saw, and waiting for it: the one lock, the list of calls, and conditions that come true."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Found = TypeVar("Found")
_LOOK_AGAIN = 0.05
"""Seconds after which a condition is looked at again although nothing was called: it may hang on other things."""
_LAST = 12


@dataclass(kw_only=True)
class Call:
    """One request of the bot.

    `status` is None while it waits, and stays None where the connection was cut instead of an answer.
    """

    method: str
    params: dict[str, Any]
    files: dict[str, tuple[str, bytes]]
    at: float
    status: int | None = None
    description: str = ""
    """Of the error, where there was one."""

    def __str__(self) -> str:
        given = ", ".join(f"{name}={str(value)[:80]!r}" for name, value in self.params.items())
        return f"{self.method}({given}) -> {self.status} {self.description}".rstrip()


class Watch:
    """The lock under which all state stands, and who waits for a change of it."""

    def __init__(self) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.calls: list[Call] = []

    def wait_for(self, condition: Callable[[], Found | None], timeout: float = 10, what: str = "a condition") -> Found:
        """Wait until the condition is true.

        Args:
            condition: looked at under the lock, after each call.
            timeout: in seconds.
            what: is waited for, in the words of the failure.

        Returns:
            What the condition gave.

        Raises:
            AssertionError: it did not come true; lists the last calls.
        """
        latest = time.monotonic() + timeout
        with self.lock:
            while not (found := condition()):
                left = latest - time.monotonic()
                if left <= 0:
                    raise AssertionError(self._missed(what, timeout))
                self.lock.wait(min(left, _LOOK_AGAIN))
            return found

    def _missed(self, what: str, timeout: float) -> str:
        last = [str(call) for call in self.calls[-_LAST:]]
        return "\n  ".join([f"waited {timeout:g} s in vain for {what}; the last calls:", *(last or ["none"])])
