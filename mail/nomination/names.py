"""A value that is said to be a person's name, or may be one: without titles, in its usual order."""

import re

from mail.nomination.runs import HAN_NAME, MOST_ARABIC, PARTICLES, forbidden, foreign_end, surname_at, title_end
from mail.nomination.scan import Scan
from mail.nomination.text import has_arabic, has_han, squeeze
from mail.nomination.words import MailWords

_FEWEST_WORDS, _MOST_WORDS = 2, 7
_LONGEST = 120
_STRANGE = re.compile(r"[\d@/\\=_<>\[\]{}?!¿¡？！؟;:：；%&+*#]")


def strip_titles(text: str, words: MailWords) -> tuple[str, bool]:
    """A name without the titles around it, and whether there were any."""
    scan = Scan(text, words)
    if not scan.tokens:
        return squeeze(text), False
    begin = title_end(scan, 0)
    begin = begin if begin < len(scan.tokens) else 0
    end = len(scan.tokens)
    tails = [h for h in scan.hits("courtesy") + scan.hits("academic") if h.end == end and h.start > begin]
    tail = min((h.start for h in tails), default=end)
    closed = scan.tokens[tail].is_han if tail < end else False
    if tail < end and (closed or "(" in scan.before(tail) or "," in scan.before(tail)):
        end = tail
    kept = text[scan.tokens[begin].start : scan.tokens[end - 1].end] if end > begin else text
    if kept and end == len(scan.tokens) and scan.text[scan.tokens[-1].end :].startswith("."):
        kept += "." if len(scan.tokens[-1].raw) == 1 else ""
    return squeeze(kept) + ("." if kept.endswith(".") else ""), begin > 0 or end < len(scan.tokens)


def tidy(text: str, words: MailWords) -> str:
    """A name in its usual order: given names first where a comma or capitals mark the surname."""
    name, _ = strip_titles(text, words)
    if has_han(name) or has_arabic(name):
        return name.replace(" ", "") if has_han(name) and "·" not in name else name
    head, comma, tail = name.partition(",")
    if comma and tail.strip() and "," not in tail:
        bare, _ = strip_titles(tail.strip(), words)
        return _capitals(f"{bare} {head.strip()}")
    parts = name.split()
    marked = [_is_marked(part) for part in parts]
    first_plain = marked.index(False) if False in marked else 0
    if 0 < first_plain < len(parts) and not any(marked[first_plain:]):
        parts = parts[first_plain:] + parts[:first_plain]
    return _capitals(" ".join(parts))


def _is_marked(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _capitals(name: str) -> str:
    words = name.split()
    return " ".join(_one_capital(word, first=n == 0) if _is_marked(word) else word for n, word in enumerate(words))


def _one_capital(word: str, *, first: bool) -> str:
    if word.lower() in PARTICLES and not first:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)


def is_name(text: str, words: MailWords, *, sure: bool = False) -> bool:
    """Whether a text is a person's name and nothing else.

    Args:
        text: without titles.
        words: that are in no name.
        sure: something says that it is one, so that one word or small letters will do.
    """
    if not text or len(text) > _LONGEST or _STRANGE.search(text):
        return False
    scan = Scan(text, words)
    if not scan.tokens or any(token.is_number for token in scan.tokens):
        return False
    if has_han(text):
        return _is_han_name(scan, sure=sure)
    if sure:
        return len(scan.tokens) <= _MOST_WORDS + 2 and not (scan.has("organizations") and scan.has("links"))
    return _is_plain_name(scan)


def _is_han_name(scan: Scan, *, sure: bool) -> bool:
    count = len(scan.tokens)
    posted = bool(scan.covered("posts", "organizations", "not_names"))
    short = all(token.is_han for token in scan.tokens) and count in HAN_NAME and "，" not in scan.text
    if short and (sure or (surname_at(scan, 0) and not posted)):
        return True
    return bool(foreign_end(scan, 0)) and not posted


def _is_plain_name(scan: Scan) -> bool:
    """Whether a text that nothing calls a name is one: two words at least, with capitals where the script has them."""
    tokens = scan.tokens
    if forbidden(scan, titled=False) or not _FEWEST_WORDS <= len(tokens) <= _MOST_WORDS:
        return False
    if tokens[0].is_arabic:
        return len(tokens) <= MOST_ARABIC and not scan.covered("ends", "stops")
    if any(hit.end - hit.start == len(tokens) for hit in scan.countries):
        return False
    return all(token.is_capital or token.text in PARTICLES for token in tokens) and tokens[0].is_capital
