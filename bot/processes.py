"""Which process this is, and whether another one still lives: so that a lease of the dead need not run out."""

import os
import socket
from functools import cache

import psutil


@cache
def own_name() -> str:
    """This process, unlike any other: host, number, and the moment of its start."""
    return f"{socket.gethostname()}/{os.getpid()}/{psutil.Process().create_time():.2f}"


def is_dead(name: str) -> bool:
    """Whether a process on this machine is known to have ended; of another machine's nothing is known."""
    host, _, rest = name.partition("/")
    number, _, started = rest.partition("/")
    if host != socket.gethostname():
        return False
    try:
        return f"{psutil.Process(int(number)).create_time():.2f}" != started
    except (psutil.NoSuchProcess, ValueError):
        return True
    except psutil.Error:
        return False
