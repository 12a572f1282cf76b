"""Which country a text, an organisation or an address names. What could be several is none."""

from mail.nomination.scan import Scan
from mail.nomination.words import MailWords

_OF_FEW_LETTERS = 3
_SOLD = frozenset(
    [
        "ac",
        "ad",
        "ag",
        "ai",
        "am",
        "bz",
        "cc",
        "cd",
        "cf",
        "ch",
        "co",
        "dj",
        "fm",
        "ga",
        "gg",
        "gl",
        "gq",
        "gs",
        "im",
        "in",
        "io",
        "is",
        "it",
        "je",
        "la",
        "li",
        "ly",
        "me",
        "ml",
        "mn",
        "mp",
        "ms",
        "mu",
        "nu",
        "pn",
        "pw",
        "re",
        "sc",
        "sh",
        "so",
        "st",
        "su",
        "sx",
        "tc",
        "tk",
        "tl",
        "to",
        "tv",
        "vc",
        "vg",
        "vu",
        "ws",
    ]
) - frozenset(["ch", "it", "in", "is"])
"""Top-level domains of countries that are sold to anybody, so that alone they tell nothing."""
_PUBLIC = frozenset(
    ["gov", "gob", "gouv", "go", "govt", "gub", "gc", "gob", "mil", "edu", "ac", "admin", "gv", "government"]
)
_NO_COUNTRY = frozenset(["eu", "uk", "su", "ac"])


def country_of_domain(address: str) -> str | None:
    """The country of an e-mail address whose domain is unambiguously national, such as `.gob.pe`."""
    parts = address.rpartition("@")[2].lower().rstrip(".").split(".")
    tld = parts[-1]
    if len(parts) < 2 or len(tld) != 2 or not tld.isascii() or not tld.isalpha():  # noqa: PLR2004 - a name and a country
        return None
    if tld == "uk":
        return "GB"
    if tld in _NO_COUNTRY or (tld in _SOLD and not _PUBLIC & set(parts[:-1])):
        return None
    return tld.upper()


def countries_in(text: str, words: MailWords, *, adjectives: bool = False) -> list[tuple[str, int]]:
    """The countries named in a text, with the places where they stand.

    Args:
        text: cleaned.
        words: the names.
        adjectives: whether small adjectives count, as they do in an organisation's name.
    """
    scan = Scan(text, words)
    hits = list(words.countries.find(scan.tokens))
    hits += [h for h in words.adjectives.find(scan.tokens) if adjectives or scan.tokens[h.start].is_capital]
    hits.sort(key=lambda h: (h.start - h.end, h.start))
    taken: set[int] = set()
    found: list[tuple[int, str]] = []
    for hit in hits:
        places = set(range(hit.start, hit.end))
        if places & taken or not _is_meant(scan, hit.start, hit.end, adjectives=adjectives):
            continue
        taken |= places
        codes = {other.label for other in hits if (other.start, other.end) == (hit.start, hit.end)}
        if len(codes) == 1:
            found.append((scan.tokens[hit.start].start, hit.label))
    return [(code, at) for at, code in sorted(found)]


def _is_meant(scan: Scan, start: int, end: int, *, adjectives: bool) -> bool:
    """A name of one word has a capital, a short one nothing else: "us" is no country."""
    raw = scan.between(start, end - 1)
    token = scan.tokens[start]
    if token.is_han or token.is_arabic:
        return True
    if token.raw[0].islower() and not adjectives and end - start == 1:
        return False
    letters = [c for c in raw if c.isalpha()]
    return len(letters) > _OF_FEW_LETTERS or all(c.isupper() for c in letters)


def only_country(
    text: str, words: MailWords, *, but: frozenset[str] = frozenset(), adjectives: bool = False
) -> str | None:
    """The one country that a text names, leaving out some; None where it names several or none."""
    codes = {code for code, _ in countries_in(text, words, adjectives=adjectives)} - but
    return codes.pop() if len(codes) == 1 else None
