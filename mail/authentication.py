"""Whether our own mail server found a sender to be forged (:rfc:`8601`, Authentication-Results).

Only what our own server says counts: anybody can write such a header. Nothing is checked here anew.
"""

import re
from collections.abc import Iterator

from mail.message import Message

_LONGEST = 10_000
_MOST_HEADERS = 10
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|([()])|\\(.)|([^"()\\]+)|(.)', re.DOTALL)
_RESULT = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]+)")
_ID = re.compile(r"\s*([^\s;/]+)\s*(?:/?\s*\d+\s*)?$")


def _plain(value: str) -> str:
    """A value without its comments, which may nest (:rfc:`5322`, section 3.2.2).

    Semicolons within quotation marks separate nothing, so they are taken out.
    """
    kept: list[str] = []
    depth = 0
    for quoted, bracket, escaped, text, other in _TOKEN.findall(value[:_LONGEST]):
        if bracket:
            depth = depth + 1 if bracket == "(" else max(0, depth - 1)
            kept.append(" ")
        elif not depth:
            kept.append(re.sub(r"[;=\s]", "_", quoted) or escaped or text or other)
    return "".join(kept)


def _results(value: str, authserv_id: str) -> Iterator[tuple[str, str]] | None:
    """The methods and results of a header; None where another server wrote it."""
    first, *others = _plain(value).split(";")
    match = _ID.match(first)
    if match is None or match[1].strip(".").lower() != authserv_id.strip(".").lower():
        return None
    matches = (_RESULT.match(other) for other in others)
    return ((found[1].lower(), found[2].lower()) for found in matches if found)


def dmarc_failed(message: Message, authserv_id: str | None) -> bool:
    """Whether our own server says that the sender is not who it claims to be.

    Only the topmost block of these headers counts: from the first one that another server wrote on, they came with the
    message. Where there is no result for DMARC, a failed SPF without a passed DKIM is taken for one.

    Args:
        message: to be judged.
        authserv_id: the name that our server gives itself in these headers; None where it gives none.
    """
    if not authserv_id:
        return False
    found: dict[str, set[str]] = {}
    for value in message.headers.get("authentication-results", ())[:_MOST_HEADERS]:
        results = _results(value, authserv_id)
        if results is None:
            break
        for method, result in results:
            found.setdefault(method, set()).add(result)
    verdicts = found.get("dmarc", set()) - {"none", "temperror"}
    if verdicts:
        return "pass" not in verdicts and bool(verdicts & {"fail", "permerror"})
    return "fail" in found.get("spf", set()) and "pass" not in found.get("dkim", set())
