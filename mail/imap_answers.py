"""What answers of an IMAP server mean (:rfc:`3501`), and how its folders are called. Talks to nobody: see `imap`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

FLAT = "-"
"""What parts the levels of a name where the server has folders of one level only."""
PASSING_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
"""Response codes of :rfc:`5530` that say nothing against a login or a folder."""
MISSING_CODES = frozenset({"TRYCREATE", "NONEXISTENT", ""})
"""What a folder that is not there is refused with; many servers give no code."""
_UNREAL = {b"\\noselect", b"\\nonexistent"}
_BATCH_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How a server names folders: the prefixes of its namespaces, our own first, and what parts the levels."""

    prefixes: tuple[str, ...] = ("",)
    separator: str = "/"

    def path(self, folder: str) -> str:
        """A folder's name as the server writes it: `Plazo/Done` may have to be `INBOX.Plazo.Done`."""
        if folder.casefold() == "inbox":
            return "INBOX"
        name = folder.replace("/", self.separator)
        is_whole = any(prefix and name.startswith(prefix) for prefix in self.prefixes)
        return name if is_whole else self.prefixes[0] + name


def read_namespaces(
    own: Sequence[tuple[str, str | None]], others: Iterable[Sequence[tuple[str, Any]] | None]
) -> Naming:
    """How folders are named, from the answer to NAMESPACE (:rfc:`2342`)."""
    foreign = (prefix for spaces in others for prefix, _ in spaces or ())
    return Naming(prefixes=(*(prefix for prefix, _ in own), *foreign), separator=own[0][1] or FLAT)


def response_code(text: str) -> str:
    """The response code of an answer (section 7.1); empty where there is none."""
    found = re.search(r"\[([A-Z-]+)[^\]]*\]", text)
    return found[1] if found else ""


def is_listed(path: str, listed: Iterable[tuple[Sequence[bytes], object, str]]) -> bool:
    """Whether the answer to LIST has a folder that can be opened."""
    return any(name == path and not _UNREAL & {flag.lower() for flag in flags} for flags, _, name in listed)


def tells_of_new(said: Iterable[Sequence[Any]]) -> bool:
    """Whether what the server said by itself speaks of new messages (sections 7.3.1 and 7.3.2)."""
    return any(len(line) > 1 and line[1] in {b"EXISTS", b"RECENT"} and line[0] for line in said)


def batches(uids: Iterable[int], sizes: Mapping[int, Mapping[bytes, int]]) -> Iterator[list[int]]:
    """The messages that are there, as many together as their sizes allow.

    Args:
        uids: in order.
        sizes: the answer to FETCH, with RFC822.SIZE.
    """
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, {}).get(b"RFC822.SIZE")
        if size is None:
            continue
        if batch and total + size > _BATCH_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def chunks(uids: Iterable[int], size: int) -> Iterator[list[int]]:
    """So many at a time."""
    rest = iter(uids)
    while some := list(islice(rest, size)):
        yield some
