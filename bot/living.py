"""Takes up the operator's letters while the service runs: what was published counts within seconds, without a restart.

The letters are compiled, and so checked, in a process of its own; only what is in order takes the place of the old
book. Where a file is wrong the old book stays, and the log and `plazo status` say so.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bot.library import Knowledge, Sources, load_all, open_knowledge
from bot.logs import get_logger
from bot.waiting import until

_LOOK = timedelta(seconds=2)
_log = get_logger("letters")
Signature = tuple[tuple[str, int, int], ...]


def signature(folder: Path) -> Signature:
    """What the files of a folder are known by: name, size and moment of their last change."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".md"}:
            try:
                state = path.stat()
            except FileNotFoundError:  # gone since it was listed: the next look tells
                continue
            found.append((path.name, state.st_size, state.st_mtime_ns))
    return tuple(found)


async def follow_letters(
    knowledge: Knowledge, folder: Path, told: Callable[[str | None], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Renew what is known whenever the letters change, until told to stop.

    Args:
        knowledge: what is renewed.
        folder: of the operator's letters.
        told: is called with what is wrong with the letters, and with None once they are in order.
        stop: ends it.
    """
    known = seen = await asyncio.to_thread(signature, folder)
    while not await until(stop, _LOOK):
        try:
            before, seen = seen, await asyncio.to_thread(signature, folder)
        except OSError as error:
            _log.error("letters cannot be looked at", error=str(error))
            continue
        if seen != known and seen == before:  # nobody is writing any more
            known = seen
            complaint = await _renew(knowledge, folder)
            await told(complaint)


async def _renew(knowledge: Knowledge, folder: Path) -> str | None:
    """Read the letters anew; returns what is wrong with them, if anything."""
    complaint = await _compile(folder)
    if complaint is None:
        fresh = await asyncio.to_thread(_opened, Sources(own=folder))
        knowledge.renew(fresh)
        _log.info("letters taken up", letters=len(fresh.library.book.letters))
    else:
        _log.error("letters not taken up, the former ones stay", error=complaint)
    return complaint


async def _compile(folder: Path) -> str | None:
    program = (sys.executable, "-m", "bot.cli.main", "letters", "compile", "--own", str(folder))
    process = await asyncio.create_subprocess_exec(
        *program, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await process.communicate()
    if process.returncode == 0:
        return None
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"compiling ended with status {process.returncode}"


def _opened(sources: Sources) -> Knowledge:
    fresh = open_knowledge(sources)
    load_all(fresh)
    return fresh
