"""What of a text is its body and what its signature; and a paragraph's sentences."""

import re
from dataclasses import dataclass

from mail.nomination.labelled import read_labels
from mail.nomination.scan import Scan
from mail.nomination.tables import cells_of, head_of
from mail.nomination.text import Token, tokenize
from mail.nomination.words import MailWords

LONGEST_SENTENCE = 2_000
"""What is longer is cut: no person writes so, and work grows with the square of it."""
_MOST_SIGNATURE = 18
_SHORT = 22
_VERY_SHORT = 7
_THANKS = re.compile(
    r"^(?:thank|thanks|merci|gracias|muchas gracias|спасибо|благодар|شكرا|谢谢|感谢|best)", re.IGNORECASE
)
_DEVICE = re.compile(
    r"^(?:sent from|get outlook|enviado desde|envoyé de mon|envoyé depuis|отправлено (?:с|из) |أرسلت من|发自)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？؟;；…]+[\"»”')）]*(?=\s|$|[\u4e00-\u9fff])|(?<=[。！？；])")
_ABBREVIATED = 4
_ENDS = tuple(".?!:;。？！：؟")
_LONGEST_CLOSING = 3
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The lines of a text: its body, and what stands after its closing words."""

    body: tuple[str, ...]
    signature: tuple[str, ...]


def _is_closing(line: str, words: MailWords) -> int:
    """Where closing words end in a line, counted in characters; 0 where it has none."""
    text = line.strip()
    if text in {"--", "---", "__", "___"} or text.rstrip() == "--":
        return len(line)
    scan = Scan(line, words)
    hits = scan.hits("closings")
    if not hits:
        return 0
    short = len(scan.tokens) <= _SHORT
    if _THANKS.match(text) and len(scan.tokens) > _VERY_SHORT:
        return 0
    starting = [h for h in hits if h.start == 0]
    if not starting and not short and not any(h.end - h.start > 2 for h in hits):  # noqa: PLR2004
        return 0
    return scan.tokens[max(h.end for h in (starting or hits)) - 1].end


def split_signature(text: str, words: MailWords, sender: str) -> Zones:
    """Divide a text at its closing words, or before the sender's name that ends it.

    Args:
        text: cleaned.
        words: all words.
        sender: the sender's name, as its header gives it.
    """
    lines = [line.rstrip() for line in text.split("\n") if not _DEVICE.match(line.strip())]
    filled = [n for n, line in enumerate(lines) if line.strip()]
    for n in reversed(filled[-_MOST_SIGNATURE - 1 :]):
        end = _is_closing(lines[n], words)
        if not end:
            continue
        if not lines[n].strip().startswith("-") and n == filled[0] and _opens(lines, n, words):
            continue
        divided = lines[n][end : end + 2].strip()[:1] in set(",.!،。！，、")
        rest = lines[n][end:].strip(" ,.!;:،。！，、") if divided else ""
        short_rest = rest if 0 < len(tokenize(rest)) <= _SHORT and _starts_line(lines[n], words) else ""
        stop = _annex(lines, n + 1, words)
        after = ([short_rest] if short_rest else []) + lines[n + 1 : stop]
        keep = lines[:n] + ([] if _starts_line(lines[n], words) else [lines[n]]) + ["", *lines[stop:]]
        return Zones(body=tuple(keep), signature=tuple(after))
    return _by_name(lines, sender)


def _opens(lines: list[str], n: int, words: MailWords) -> bool:
    """Whether closing words at the very beginning close nothing: long ones, or with whole sentences after them."""
    after = [line for line in lines[n + 1 :] if line.strip()]
    if after and len(tokenize(lines[n])) > 3:  # noqa: PLR2004
        return True
    said = (line for line in after if len(tokenize(line)) > _VERY_SHORT and line.rstrip().endswith(_ENDS))
    return any(not Scan(line, words).has("closings") for line in said)


def _starts_line(line: str, words: MailWords) -> bool:
    return any(h.start == 0 for h in Scan(line, words).hits("closings"))


def _annex(lines: list[str], begin: int, words: MailWords) -> int:
    """Where after the signature a form or list of participants begins."""
    for n in range(begin, len(lines)):
        kinds = {kind for kind, value in read_labels(lines[n], words) if value}
        if kinds & {"name", "surname", "given"} or head_of(cells_of(lines[n]), words):
            return n
    return len(lines)


def _by_name(lines: list[str], sender: str) -> Zones:
    own = {token.text for token in tokenize(sender) if len(token.text) > 1 or token.is_han}
    filled = [n for n, line in enumerate(lines) if line.strip()]
    for n in reversed(filled[-6:]):
        here = {token.text for token in tokenize(lines[n])}
        alone = n == 0 or not lines[n - 1].strip() or n == filled[-1] or _closes(lines, n - 1)
        before = next((lines[m].rstrip() for m in range(n - 1, -1, -1) if lines[m].strip()), "")
        named = here <= own or (own < here and len(here) <= _LONGEST_NAME)
        if here and own and named and alone and n != filled[0] and not before.endswith((":", "：")):
            return Zones(body=tuple(lines[:n]), signature=tuple(lines[n:]))
    return Zones(body=tuple(lines), signature=())


def _closes(lines: list[str], n: int) -> bool:
    """Whether a line stands where closing words do, whatever it says: "Aloha," by itself after a blank one."""
    line = lines[n].strip()
    short = len(tokenize(line)) <= _LONGEST_CLOSING and line.endswith((",", "，", "،", "!"))
    return short and n > 0 and not lines[n - 1].strip()


def is_greeting(line: str, words: MailWords) -> bool:
    """Whether a line only addresses somebody."""
    scan = Scan(line, words)
    if not scan.tokens or not any(h.start == 0 for h in scan.hits("greetings")):
        return False
    ended = line.rstrip().endswith(tuple(",:،：！!，")) or len(scan.tokens) <= _VERY_SHORT
    if not ended or set(line) & set("?¿؟？"):
        return False
    short = len(scan.tokens) <= (14 if not scan.tokens[0].is_han else 16)
    return short and not scan.has("nominate", "interest", "self", "withdraw", "ask", "withdraw_self")


def sentences(text: str, words: MailWords) -> list[str]:
    """A paragraph cut into sentences; a full stop after an abbreviation or an initial ends none."""
    found: list[str] = []
    begin = 0
    for match in _SENTENCE.finditer(text):
        end = match.end()
        if match.group().startswith(".") and _is_abbreviation(text[begin : match.start()], text[end : end + 3], words):
            continue
        if text[begin:end].strip():
            found.append(text[begin:end].strip())
        begin = end
    if text[begin:].strip():
        found.append(text[begin:].strip())
    return [part[at : at + LONGEST_SENTENCE] for part in found for at in range(0, len(part), LONGEST_SENTENCE)]


def _is_abbreviation(before: str, after: str, words: MailWords) -> bool:
    tail = before[-30:]
    tokens: tuple[Token, ...] = tokenize(tail)
    if not tokens or not after.strip():
        return False
    last = tokens[-1]
    if last.end != len(tail) or last.is_han:
        return False
    if len(last.raw) == 1 and (last.is_capital or last.is_arabic):
        return True
    scan = Scan(tail, words)
    titled = any(h.end == len(tokens) for h in scan.hits("courtesy") + scan.hits("academic"))
    short = len(last.raw) <= _ABBREVIATED and any(
        h.end == len(tokens) and h.label in {"phone", "mobile", "email", "fax"} for h in scan.labels
    )
    small = bool(after.strip()) and (after.strip()[0].islower() or (after.strip()[0].isdigit() and len(last.raw) <= 3))  # noqa: PLR2004
    return titled or short or small or last.text in {"no", "num", "art", "ref", "ul", "approx", "st"}
