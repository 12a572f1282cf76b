"""How the benchmarks take time, and how they show it."""

import gc
import time
from collections.abc import Callable
from statistics import median


def seconds(action: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(*actions: Callable[[], object], rounds: int) -> list[list[float]]:
    """The wall times of each action, taken in turns, so that a busy machine slows all of them alike.

    Args:
        actions: what is compared.
        rounds: how often each is taken; one more before that doesn't count.
    """
    gc.collect()
    gc.freeze()  # a large library would make every collection dear, for the small one too
    try:
        taken = [[seconds(action) for action in actions] for _ in range(rounds + 1)]
    finally:
        gc.unfreeze()
    return [list(times) for times in zip(*taken[1:], strict=True)]


def medians(*actions: Callable[[], object], rounds: int) -> list[float]:
    """The median wall time of each action, taken in turns."""
    return [median(times) for times in interleaved(*actions, rounds=rounds)]


def table(title: str, rows: list[tuple[str, str]]) -> None:
    """Print figures for a person."""
    width = max(len(name) for name, _ in rows)
    print(f"\n{title}")
    for name, figure in rows:
        print(f"  {name:<{width}}  {figure:>12}")
