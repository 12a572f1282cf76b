"""Where a Russian organisation's name begins and ends in a sentence: adjectives before it, a person's name after it."""

from mail.nomination.scan import Scan
from mail.nomination.text import Token

_ADJECTIVES = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю")
_NAME_WORDS = (2, 3)


def is_adjective(token: Token) -> bool:
    """Whether a word has the ending of a Russian adjective."""
    return token.raw.casefold().endswith(_ADJECTIVES)


def is_led_by_capital(scan: Scan, n: int, floor: int) -> bool:
    """Whether a Russian adjective in small letters has a capitalised one before it, from which the name begins."""
    while n > floor and scan.gap(n - 1) == " " and not scan.tokens[n].is_capital:
        if not is_adjective(scan.tokens[n]):
            return False
        n -= 1
    token = scan.tokens[n]
    return token.is_capital and is_adjective(token)


def is_person_next(scan: Scan, n: int) -> bool:
    """Whether a Russian name of a person follows, before a mark: "… ассоциации компаний Иван Примеров (директор)"."""
    if not "а" <= scan.tokens[n].text[0] <= "я" or scan.tokens[n - 1].is_capital:
        return False
    end = n
    while end < len(scan.tokens) and scan.tokens[end].is_capital and (end == n or scan.before(end) == " "):
        end += 1
    named = any(hit.start < end and n < hit.end for hit in scan.countries)
    return end - n in _NAME_WORDS and not named and scan.gap(end - 1).strip()[:1] in {"(", ","}
