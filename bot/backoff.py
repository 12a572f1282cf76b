"""How long to wait before trying again: longer each time, up to a limit, and never all at the same moment."""

import random
from datetime import timedelta

_FIRST = timedelta(seconds=1)


def pause(attempts: int, most: timedelta) -> timedelta:
    """The pause after so many attempts that failed.

    Args:
        attempts: 1 after the first.
        most: the longest pause.
    """
    doubled: timedelta = _FIRST * (1 << min(max(attempts - 1, 0), 20))
    return min(doubled, most) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, keeps no secret
