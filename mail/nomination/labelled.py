"""Lines that say what a value is: "Name: …", "Cargo – …", several in one line, or a label with its value below."""

import re

from mail.nomination.scan import Scan
from mail.nomination.text import squeeze
from mail.nomination.words import MailWords

_BULLET = re.compile(
    r"^\s*(?:[-–—*•·●▪■◦‣>✓→○]\s*|\(?\d{1,3}[.)、）．]\s*|\(\d{1,2}\)\s*|\(?[ivxIVX]{1,4}[.)]\s+|\d{1,2}\s?[-–]\s+|\d{1,2}-(?=[\u0600-\u06ff\u4e00-\u9fff])|[a-zA-Zа-яА-Я][.)]\s+(?![A-ZА-Я]\.)|[一二三四五六七八九十]{1,2}[、.．)）]\s*)"
)
_AFTER_LABEL = re.compile(
    r"^\s{0,3}(?:\([^()\n]{0,40}\)|（[^（）\n]{0,40}）|n[°ºo]\.?|№|#|\d{1,2}|/[^:：\n\t]{1,40}(?=[:：]))?\s{0,3}\.?\s{0,30}(?P<mark>(?:\.{3,40}|…{1,20}|_{3,40})\s?[:：]?|[:：=\t]|[-–—](?=\s)|[–—])"
)
_LONGEST_LINE = 2_000
_LOOSE = frozenset({"contact", "other", "number", "unit", "salutation"})


def without_bullet(line: str) -> tuple[str, bool]:
    """A line without what marks it as an item of a list, and whether there was such a mark."""
    match = _BULLET.match(line)
    if not match or (match.group().strip() in {"-", "*"} and not line[match.end() : match.end() + 1].strip()):
        return line, False
    return line[match.end() :], True


def _label_at(scan: Scan, n: int) -> tuple[str, int, str] | None:
    """The label that begins at token `n`: its kind, where its value begins, and the mark between."""
    hits = sorted((h for h in scan.labels if h.start == n), key=lambda h: -h.end)
    for hit in hits:
        after = scan.text[scan.tokens[hit.end - 1].end :][:120]
        match = _AFTER_LABEL.match(after)
        if match:
            kinds = {h.label for h in hits if h.end == hit.end}
            return _preferred(kinds), scan.tokens[hit.end - 1].end + match.end(), match["mark"]
    return None


def _preferred(kinds: set[str]) -> str:
    """Of several kinds that one word can be, the likelier; "nom" is a surname where "prénom" stands beside it."""
    order = ("name", "surname", "given", "position", "organization", "email", "phone", "mobile", "fax", "country")
    return next((kind for kind in order if kind in kinds), min(kinds))


def read_labels(line: str, words: MailWords) -> list[tuple[str, str]]:
    """The labels of a line with their values; nothing where the line does not begin with a label."""
    text, _ = without_bullet(line[:_LONGEST_LINE])
    scan = Scan(text, words)
    if not scan.tokens:
        return []
    first = _label_at(scan, 0)
    if first is None:
        return []
    found: list[tuple[str, int, int]] = [(first[0], 0, first[1])]
    n = 1
    while n < len(scan.tokens):
        token = scan.tokens[n]
        later = _label_at(scan, n) if token.start >= found[-1][2] and _may_begin(scan, n) else None
        if later and later[2] in {":", "：", "="}:
            found.append((later[0], token.start, later[1]))
        n += 1
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    return [
        (kind, text[begin:end].strip(" ,;|\t،؛，；/.•-–(")) for (kind, _, begin), end in zip(found, ends, strict=True)
    ]


def _may_begin(scan: Scan, n: int) -> bool:
    """Whether a further label may begin here: after a mark, or where several blanks divide."""
    before = scan.before(n)
    return (
        bool(set(before) & set(",;|،؛，；/.•()\t–"))
        or "  " in before
        or scan.tokens[n].is_han
        or (before.strip() == "" and n > 0)
    )


def bare_label(line: str, words: MailWords) -> str | None:
    """The kind of a line that is a label and nothing else."""
    text, _ = without_bullet(line)
    scan = Scan(text.strip().rstrip(":：").strip(), words)
    if not scan.tokens:
        return None
    kinds = {h.label for h in scan.labels if h.start == 0 and h.end == len(scan.tokens)}
    return _preferred(kinds) if kinds else None


def cell_kind(cell: str, words: MailWords) -> str | None:
    """The kind of value that a cell of a table's head announces."""
    kind = bare_label(re.sub(r"\([^()]{0,60}\)", " ", cell), words) or bare_label(cell, words)
    if kind:
        return kind
    scan = Scan(squeeze(cell), words)
    parts = [p for p in re.split(r"[/|&]", cell) if p.strip()]
    kinds = [bare_label(part, words) for part in parts] if len(parts) > 1 else []
    found = [kind for kind in kinds if kind]
    if found:
        return found[0]
    return "number" if not scan.tokens and cell.strip() in {"#", "№", "N°", "Nº"} else None
