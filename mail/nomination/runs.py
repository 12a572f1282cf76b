"""Where persons' names stand in a text: after a title, or where something says that there is one."""

from dataclasses import dataclass

from mail.nomination.scan import Scan

PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "du",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "bin",
        "ibn",
        "bint",
        "ben",
        "al",
        "el",
        "ould",
        "ag",
        "e",
        "y",
        "st",
        "san",
        "santa",
        "le",
        "d",
        "l",
        "o",
        "mac",
        "mc",
        "abu",
    ]
)
_DOTTED = frozenset(["m", "d", "da", "me", "mm", "г", "м", "ا", "د", "ت", "dn", "a", "p"])
"""Titles of one or two letters, which are titles only with a full stop."""
_NEVER_TITLED = ("posts", "courtesy")
_NEVER = ("posts", "organizations", "not_names", "greetings", "missions", "strangers", "units")
_ARTICLES = frozenset(["the", "la", "las", "los", "les", "des", "l", "al", "el", "del", "du", "a", "an", "un", "una"])
_MOST_WORDS = 7
MOST_ARABIC = 5
HAN_NAME = range(2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A name in a text: its tokens from `start` up to `end`, and the token where its titles begin."""

    start: int
    end: int
    titled_from: int

    @property
    def is_titled(self) -> bool:
        """Whether a title stands before it, or after it in Chinese."""
        return self.titled_from != self.start


def title_end(scan: Scan, n: int) -> int:
    """Where the titles that begin at token `n` end; `n` where none does."""
    at = n
    while True:
        ends = [end for end in scan.titles.get(at, ()) if _is_title(scan, at, end)]
        if not ends:
            return at
        at = max(ends)


def _is_title(scan: Scan, start: int, end: int) -> bool:
    token = scan.tokens[start]
    if token.is_han:
        return False
    if end >= len(scan.tokens):
        return False
    gap = scan.gap(end - 1)
    if end - start == 1 and token.text in _DOTTED:
        return gap.startswith((".", "/")) and (token.is_capital or token.is_arabic or token.text == "d")
    return not gap.strip(" .\t/-()'")


def runs(scan: Scan, *, free: bool = False) -> list[Run]:
    """The names in a text.

    Args:
        scan: the text.
        free: also those without a title; in running text only where something else says that there is one.
    """
    found: list[Run] = []
    n = 0
    while n < len(scan.tokens):
        run = _run_at(scan, n, free=free)
        if run:
            found.append(run)
        n = run.end if run else n + 1
    return found


def _run_at(scan: Scan, n: int, *, free: bool) -> Run | None:
    token = scan.tokens[n]
    if token.is_han:
        return _han_run(scan, n, free=free)
    begin = title_end(scan, n)
    if begin >= len(scan.tokens) or (begin == n and not free):
        return None
    if scan.tokens[begin].is_arabic:
        if begin in (scan.no_arabic_names if begin > n else scan.arabic_verbs):
            return None
        end = _arabic_end(scan, begin)
        fits = end > begin and (begin > n or end - begin > 1)
    else:
        end = _cased_end(scan, begin, titled=begin > n)
        if begin == n and n and _is_article(scan, n - 1):
            return None
        fits = end - begin >= (1 if begin > n else 2)
    return Run(start=begin, end=end, titled_from=n) if fits else None


def _is_article(scan: Scan, n: int) -> bool:
    """Whether an article stands there; the "a" of Spanish "inscriban a" is none."""
    token = scan.tokens[n]
    if token.text not in _ARTICLES or token.is_capital:
        return False
    return not any(hit.end == n + 1 and hit.end - hit.start > 1 for hit in scan.hits("nominate"))


def forbidden(scan: Scan, *, titled: bool) -> frozenset[int]:
    """The places of words that are in no name; after a title only posts and further titles are."""
    names = _NEVER_TITLED if titled else _NEVER
    listed = frozenset(n for n in scan.covered(*names) if scan.tokens[n].text not in PARTICLES)
    return listed | frozenset(n for n in range(len(scan.tokens) - 1) if _is_in_reference(scan, n))


def _is_in_reference(scan: Scan, n: int) -> bool:
    """Whether a word is joined to a number, as in "CL-19/35": a reference and no name."""
    return scan.tokens[n + 1].is_number and scan.gap(n) in {"-", "/", "\u2010", "\u2011", "\u2013"}


def _cased_end(scan: Scan, begin: int, *, titled: bool) -> int:
    """Where a name in letters with capitals ends."""
    stop = forbidden(scan, titled=titled)
    countries = scan.country_words
    end = n = begin
    while n < len(scan.tokens) and n - begin < _MOST_WORDS * 2:
        token = scan.tokens[n]
        if token.is_number or token.is_han or token.is_arabic or n in stop or (not titled and n in countries):
            break
        particle = token.text in PARTICLES or (n > begin and scan.before(n) in {"-", "'"})
        if token.is_capital:
            end = n + 1
        elif not (particle and n > begin):
            break
        gap = scan.gap(n)
        initial = len(token.raw) <= 2 and token.is_capital and gap.strip() == "."  # noqa: PLR2004 - "J.", "Ю."
        if gap not in {" ", "-", "'", "  ", "\u2010"} and not initial:
            break
        n += 1
    return end


def _arabic_end(scan: Scan, begin: int) -> int:
    stop = scan.covered("posts", "organizations", "stops", "ends", "not_names", "units", "courtesy", "missions")
    n = begin
    while n < len(scan.tokens) and n - begin < MOST_ARABIC:
        token = scan.tokens[n]
        if not token.is_arabic or (n in stop and n > begin and not token.raw.endswith("علي")):
            break
        n += 1
        if scan.gap(n - 1).strip(" \t") or "\n" in scan.gap(n - 1):
            break
    return n


def _han_run(scan: Scan, n: int, *, free: bool) -> Run | None:
    """A Chinese name: by the title after it, or by its surname where names are to be expected."""
    titles = scan.han_titles
    surname = surname_at(scan, n)
    foreign = foreign_end(scan, n)
    if foreign and (free or foreign in titles):
        return Run(start=n, end=foreign, titled_from=n if foreign not in titles else n - 1)
    if not surname:
        return None
    ends = [
        n + size
        for size in HAN_NAME
        if n + size <= len(scan.tokens) and size > surname and _is_joined(scan, n, n + size)
    ]
    titled = next((end for end in ends if end in titles), None)
    if titled:
        return Run(start=n, end=titled, titled_from=n - 1)
    if not free:
        return None
    stop = scan.covered("posts", "stops", "ends", "nominate", "courtesy", "organizations", "not_names", "links")
    stopped = [end for end in ends if end >= len(scan.tokens) or scan.gap(end - 1) or end in stop]
    inner = [end for end in stopped if stop.isdisjoint(range(n, end))]
    return Run(start=n, end=inner[0], titled_from=n) if inner else None


def _is_joined(scan: Scan, start: int, end: int) -> bool:
    gaps = [scan.gap(n).strip(" ") for n in range(start, end - 1)]
    return not any(gaps) and all(scan.tokens[n].is_han for n in range(start, end))


def surname_at(scan: Scan, n: int) -> int:
    """How many characters of a surname begin at token `n`."""
    for size in (2, 1):
        text = "".join(token.raw for token in scan.tokens[n : n + size])
        if len(text) == size and text in scan.words.surnames:
            return size
    return 0


def foreign_end(scan: Scan, n: int) -> int:
    """The end of a foreign name in Chinese characters, which a dot divides; 0 where none begins here."""
    if (
        n
        and not scan.before(n)
        and scan.tokens[n - 1].is_han
        and n - 1 not in scan.covered("nominate", "posts", "ends", "academic", "stops")
    ):
        return 0
    at, dotted = n, False
    stop = scan.covered("courtesy", "academic", "posts")
    while at < len(scan.tokens) and scan.tokens[at].is_han and at - n < 20 and at not in stop:  # noqa: PLR2004
        gap = scan.gap(at)
        at += 1
        if gap in {"·", "•", "・", "‧"}:
            dotted = True
        elif gap:
            break
    return at if dotted else 0
