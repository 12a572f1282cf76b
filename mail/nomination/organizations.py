"""Names of organisations in running text: where they begin and end, and which of them transmit what others decide."""

from dataclasses import dataclass

from mail.nomination.russian import nominative_organization
from mail.nomination.russian_bounds import is_adjective, is_led_by_capital, is_person_next
from mail.nomination.scan import Scan
from mail.nomination.text import squeeze

_MOST_WORDS = 18
_MOST_BEFORE = 5
_NEAR_HEAD = 3
_ACRONYM = 6
_FORM = 3
"""A company's form of so few letters is written in capitals: "SA", "Ltd"."""
_COMPANY_FORMS = frozenset(
    ["inc", "ltd", "llc", "plc", "corp", "limited", "incorporated", "sa", "srl", "sl", "sas", "sarl", "gmbh", "llp"]
)
"""Forms that may stand after a comma: "Example Devices, Inc."."""
_STRONG = frozenset(
    [
        "of",
        "de",
        "del",
        "des",
        "du",
        "d",
        "l",
        "la",
        "le",
        "les",
        "los",
        "las",
        "el",
        "di",
        "y",
        "e",
        "et",
        "and",
        "и",
        "по",
        "при",
        "fur",
        "der",
    ]
)
_SERVING = frozenset(["pour", "para", "por"])
"""What an organisation is for, right after its first word: "Agence pour la promotion …"."""
_NOT_FIRST = frozenset(
    [
        "the",
        "our",
        "my",
        "this",
        "that",
        "dear",
        "we",
        "i",
        "el",
        "la",
        "los",
        "las",
        "le",
        "les",
        "l",
        "un",
        "una",
        "une",
        "nuestro",
        "nuestra",
        "notre",
        "votre",
        "a",
        "an",
        "at",
        "for",
        "from",
        "to",
        "by",
        "in",
        "on",
        "as",
        "and",
        "y",
        "et",
        "de",
        "del",
        "du",
        "des",
    ]
)
_HAN_WALLS = frozenset("由派将受奉拟的，")
_HAN_LEAD = frozenset("我本由受谨兹现在从向自为是及和与致请以于")
_HAN_LEADS = frozenset(["代表", "关于", "我们", "来自", "我方"])
_MOST_CHARACTERS = 40
_QUOTES = '«»“”"„'


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organisation in a text: its tokens from `start` up to `end`."""

    text: str
    start: int
    end: int
    is_mission: bool


def find_organizations(scan: Scan) -> list[Organization]:
    """The organisations named in a text, in order, but for those that are written to."""
    found: list[Organization] = []
    at = 0
    never = scan.covered("not_organizations")
    heads = {hit.start: hit for hit in scan.hits("organizations") if not never & set(range(hit.start, hit.end))}
    missions = {hit.start: hit for hit in scan.hits("missions")}
    for n in range(len(scan.tokens)):
        if n < at or (n not in heads and n not in missions):
            continue
        hit = missions.get(n) or heads[n]
        token = scan.tokens[n]
        if len(token.raw) <= _FORM and not token.is_capital and not token.is_han and not token.is_arabic:
            continue
        span = _han_span(scan, n) if scan.tokens[n].is_han else _span(scan, hit.start, hit.end, at)
        if span is None:
            continue
        start, end = span
        text = _without_clitic(scan, start, scan.between(start, end - 1))
        text = nominative_organization(text) if "а" <= scan.tokens[start].text[0] <= "я" else text
        text = squeeze(text) + (")" if text.count("(") > text.count(")") and scan.gap(end - 1).startswith(")") else "")
        if not _is_stranger(scan, start, end):
            is_mission = n in missions or any(start <= m < end for m in missions if scan.tokens[m].is_han)
            found.append(Organization(text=text, start=start, end=end, is_mission=is_mission))
        at = end
    return found


def _without_clitic(scan: Scan, start: int, text: str) -> str:
    """An Arabic name without the preposition that is written together with its first word."""
    token = scan.tokens[start]
    if not token.is_arabic or token.text[0] not in "لبوفك":
        return text
    if token.text.startswith("لل"):
        return "ال" + text[2:]
    bare = Scan(token.raw[1:], scan.words)
    return text[1:] if bare.has("organizations", "missions") else text


def _is_stranger(scan: Scan, start: int, end: int) -> bool:
    """Whether it is one of those that are written to: their name stands near its beginning."""
    for hit in scan.hits("strangers"):
        near = start <= hit.start <= start + _NEAR_HEAD and hit.end <= end + _NEAR_HEAD
        if scan.tokens[hit.start].is_han:
            if hit.start == start:
                return True
        elif near and (hit.end - hit.start > 1 or len(scan.tokens[hit.start].text) <= _ACRONYM):
            return True
    return False


def _span(scan: Scan, head: int, head_end: int, floor: int) -> tuple[int, int] | None:
    token = scan.tokens[head]
    if token.is_arabic:
        end = _right(scan, head_end, loose=True)
        return (head, end) if end - head > 1 else None
    loose = _is_loose(scan, head, head_end)
    start = _left(scan, head, floor)
    end = _right(scan, head_end, loose=loose)
    capital = any(scan.tokens[n].is_capital for n in range(start, end))
    qualified = start < head and is_adjective(scan.tokens[start])
    if end == head_end and not qualified and len(token.raw) > _ACRONYM - 2 and "en" not in _languages(scan, head):
        return None  # in Spanish, French and Russian the telling word comes first: "Camara" at the end is a surname
    return (start, end) if end - start > 1 and capital else None


def _is_loose(scan: Scan, head: int, head_end: int) -> bool:
    """Whether the name may go on in small letters, as it does in Spanish, French and Russian."""
    if "а" <= scan.tokens[head].text[0] <= "я":
        return True
    languages = _languages(scan, head)
    if languages and "en" not in languages:
        return True
    following = scan.tokens[head_end].text if head_end < len(scan.tokens) else ""
    return following in {"de", "du", "des", "d", "del", "pour", "para"} or (
        bool(languages - {"en"}) and following not in {"of", "for", "and"}
    )


def _languages(scan: Scan, head: int) -> set[str]:
    return {hit.label for hit in scan.hits("organizations") + scan.hits("missions") if hit.start == head}


def _left(scan: Scan, head: int, floor: int) -> int:
    """Where the name begins: capitalised words before its first telling word belong to it."""
    n = head
    while n > floor and head - n < _MOST_BEFORE:
        token = scan.tokens[n - 1]
        if (
            token.text == "and"
            and n - 2 >= floor
            and scan.tokens[n - 2].is_capital
            and scan.tokens[n - 2].text not in _NOT_FIRST
        ):
            n -= 1
            continue
        if is_adjective(token) and is_led_by_capital(scan, n - 1, floor):
            n -= 1
            continue
        gap = scan.gap(n - 1)
        if n == head and gap == ", " and scan.tokens[head].text in _COMPANY_FORMS:
            gap = " "
        if gap not in {" ", "-", "'", " & ", "'s "} or not token.is_capital or token.text in _NOT_FIRST:
            break
        if n - 1 in scan.covered("courtesy", "greetings", "ends", "posts"):
            break
        n -= 1
    return n


def _is_break(gap: str) -> bool:
    return bool(set(gap) & set(",;:.!?،؛，。；：！？()（）[]|\t\n–—/")) or " - " in gap


def _right(scan: Scan, begin: int, *, loose: bool) -> int:
    """Where the name ends."""
    ends = scan.covered("ends")
    links = scan.links
    n = end = begin
    while n < len(scan.tokens) and n - begin < _MOST_WORDS and not (n > begin and is_person_next(scan, n)):
        gap = scan.before(n)
        if _is_break(gap) or (set(gap) & set(_QUOTES) and n > begin and set(gap) & set("»”")):
            break
        token = scan.tokens[n]
        if token.is_arabic:
            if n in ends and token.text not in {"في", "و"}:
                break
            end = n + 1
        elif token.is_capital or token.is_number:
            if n in ends and token.text not in _STRONG and not token.is_capital:
                break
            end = n + 1
        elif n in links and (True):
            serves = n - begin < _NEAR_HEAD and token.text in _SERVING
            if not _continues(scan, n, loose=loose and (serves or token.text in _STRONG)):
                break
        elif not loose or n in ends or n in scan.covered("nominate", "interest"):
            break
        else:
            end = n + 1
        n += 1
    return end


def _continues(scan: Scan, n: int, *, loose: bool) -> bool:
    """Whether the name goes on after a word that only joins: by a capital, in some languages by any word."""
    links = scan.links
    m = n + 1
    while (
        m < len(scan.tokens)
        and m - n <= _NEAR_HEAD
        and (m in links or scan.tokens[m].text in _STRONG or scan.tokens[m].text == "the")
    ):
        if _is_break(scan.before(m)):
            return False
        if scan.tokens[m].is_capital:
            return True
        m += 1
    if m >= len(scan.tokens) or _is_break(scan.before(m)):
        return False
    if scan.tokens[m].is_arabic:
        return m not in scan.covered("ends")
    return scan.tokens[m].is_capital or (loose and m not in scan.covered("ends"))


def _han_span(scan: Scan, n: int) -> tuple[int, int] | None:
    """A Chinese organisation: from the beginning of its clause to the last of its telling words before a verb."""
    never = scan.covered("not_organizations")
    hits = [
        h
        for h in (*scan.hits("organizations"), *scan.hits("missions"))
        if scan.tokens[h.start].is_han and h.start not in never
    ]
    walls = {
        m
        for name in ("ends", "nominate", "posts", "behalf")
        for h in scan.hits(name)
        for m in range(h.start, h.end)
        if h.end - h.start > 1
    }
    walls |= {m for m, token in enumerate(scan.tokens) if token.text in _HAN_WALLS}
    posts = {h.start for h in scan.hits("posts")}
    start = n
    while start and scan.tokens[start - 1].is_han and not scan.before(start) and start - 1 not in walls:
        start -= 1
    end = max((h.end for h in hits if h.start == n), default=n + 1)
    at = end
    while at < len(scan.tokens) and scan.tokens[at].is_han and not scan.before(at) and at - start < _MOST_CHARACTERS:
        if at in walls or at in posts:
            break
        end = max((h.end for h in hits if h.start == at), default=end)
        at = max(at + 1, end if any(h.start == at for h in hits) else 0)
    while start < n and (scan.tokens[start].text in _HAN_LEAD or scan.between(start, start + 1) in _HAN_LEADS):
        start += 2 if scan.between(start, start + 1) in _HAN_LEADS else 1
    return (start, end) if end - start > _NEAR_HEAD else None
