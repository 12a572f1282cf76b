"""A question cut into sentences and clauses, and what each of them names.

Nothing is decided here: a reading says which words were understood as what, and which were not understood at all.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.model import COUNTED, Tags
from knowledge.text import IS_HAN, Token, fold, tokenize
from knowledge.understanding.entities import Entities, References, find_entities, find_phones
from knowledge.understanding.lexicon import UNSURE, Lexicon
from knowledge.understanding.matching import Match, Matcher
from knowledge.understanding.moments import Moment, han_numerals, is_year, named_moments, numeric_moments

_SENTENCE_END = frozenset("?!;\n؟؛。？！；…")
_CLAUSE_END = frozenset('¿¡,،，、:：()（）«»"“”')
_AND = frozenset(["and", "y", "e", "et", "и", "а", "和", "及", "并", "و"])
_ARABIC_AND = "و"
_ASKS_SOON = 5
_WRAPPING = frozenset({"function", "neutral", "social"})
_ABBREVIATION = 3
_LETTER_WORDS = frozenset({"letter", "reference", "issued", "addressee", "signatory", "subject_line"})
_LARGEST_ORDINAL = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one clause names.

    `unexplained` are the words that no list knows, in order; `words` counts all but those that only wrap the others.
    """

    sentence: int = 0
    asks: tuple[str, ...] = ()
    modes: Tags = frozenset()
    social: Tags = frozenset()
    topics: Tags = frozenset()
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    moments: tuple[Moment, ...] = ()
    numbers: tuple[str, ...] = ()
    until: bool = False
    unexplained: tuple[str, ...] = ()
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole question: its clauses in order, and the exact things it names."""

    language: str
    clauses: tuple[Clause, ...]
    entities: Entities
    text: str = field(repr=False)


def _bounds(tokens: Sequence[Token], asking: set[int]) -> list[tuple[int, int]]:
    """The sentence and clause number of each token; `asking` are the tokens that ask for something.

    "And" begins a clause where something is asked before it and again right after it.
    """
    sentence = clause = began = 0
    bounds: list[tuple[int, int]] = []
    for n, token in enumerate(tokens):
        gap = set(token.before)
        full_stop = "." in gap and n > 0 and len(tokens[n - 1].text) > _ABBREVIATION and token.before != "."
        if n and (gap & _SENTENCE_END or full_stop):
            sentence += 1
            clause += 1
        elif n and (gap & _CLAUSE_END or _joins_asks(token, n, began, asking)):
            clause += 1
        began = n if not bounds or bounds[-1][1] != clause else began
        bounds.append((sentence, clause))
    return bounds


def _joins_asks(token: Token, n: int, began: int, asking: set[int]) -> bool:
    """Whether an "and" stands between two asks; in Arabic it is written as a part of the word that asks."""
    if not any(m in asking for m in range(began, n)):
        return False
    if token.text in _AND:
        return any(m in asking for m in range(n + 1, n + _ASKS_SOON))
    return token.text.startswith(_ARABIC_AND) and n in asking


def _group(loose: Sequence[int], tokens: Sequence[Token]) -> tuple[str, ...]:
    """Join neighbouring Chinese characters into one word; one alone names nothing, the lists have those that do."""
    grouped: list[str] = []
    last = -2
    for n in loose:
        word = tokens[n].text
        if grouped and n == last + 1 and IS_HAN.match(word) and IS_HAN.match(grouped[-1]):
            grouped[-1] += word
        else:
            grouped.append(word)
        last = n
    return tuple(word for word in grouped if len(word) > 1)


def _sorted_labels(matches: Sequence[Match]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for match in matches:
        for label in match.labels:
            found.setdefault(label.category, []).append(label.id)
    return found


def _wrapping(matches: Sequence[Match]) -> set[int]:
    """The words that only wrap the others: articles, courtesy, small talk."""
    return {n for m in matches if all(label.category in _WRAPPING for label in m.labels) for n in m.at}


def _words(tokens: Sequence[Token], places: Sequence[int]) -> int:
    """How many words stand at these places; two Chinese characters count as one."""
    characters = sum(IS_HAN.match(tokens[n].text) is not None for n in places)
    return len(places) - characters + (characters + 1) // 2


def _months(tokens: Sequence[Token], matches: Sequence[Match]) -> dict[tuple[int, ...], int]:
    """The months named, by the tokens that name them.

    An abbreviation or a word of two senses ("may") counts only beside a number.
    """
    found: dict[tuple[int, ...], int] = {}
    for match in matches:
        names = [label for label in match.labels if label.category == "month"]
        if not names:
            continue
        first, last = match.at[0], match.at[-1]
        beside = (first - 2, first - 1, last + 1, last + 2)
        near = any(0 <= n < len(tokens) and tokens[n].is_number for n in beside)
        sure = len(names) == len(match.labels) and any(not label.id.endswith(UNSURE) for label in names)
        if sure or near:
            found[match.at] = int(names[0].id.rstrip(UNSURE))
    return found


def _clause(
    tokens: Sequence[Token], span: range, matches: Sequence[Match], moments: Sequence[Moment], explained: set[int]
) -> Clause:
    labels, wrapping = _sorted_labels(matches), _wrapping(matches)
    counted = _counted(tokens, matches, explained)
    years = [int(tokens[n].text) for n in span if n not in explained and _is_plain_year(tokens, n)]
    numbers = [tokens[n].text for n in span if n not in explained and tokens[n].is_number and len(tokens[n].text) > 2]  # noqa: PLR2004
    loose = [n for n in span if n not in explained and not tokens[n].is_number and _is_word(tokens[n])]
    return Clause(
        asks=tuple(dict.fromkeys(labels.get("ask", ()))),
        modes=frozenset(labels.get("mode", ())),
        social=frozenset(labels.get("social", ())),
        topics=frozenset(labels.get("concept", ())) | frozenset(labels.get("name", ())) | counted,
        places=tuple(labels.get("place", ())),
        years=tuple(years),
        moments=tuple(moments),
        numbers=tuple(n for n in numbers if int(n) not in years),
        until="until" in labels,
        unexplained=_group(loose, tokens),
        words=_words(tokens, [n for n in span if n not in wrapping]),
    )


def _counted(tokens: Sequence[Token], matches: Sequence[Match], explained: set[int]) -> Tags:
    """The ordinals written as bare digits beside what they count: "phase 3"."""
    found: set[str] = set()
    for match in matches:
        if any(label.id in COUNTED for label in match.labels):
            for n in (match.at[0] - 1, match.at[-1] + 1):
                if 0 <= n < len(tokens) and n not in explained and tokens[n].is_number:
                    number = int(tokens[n].text[:4])
                    if 1 <= number <= _LARGEST_ORDINAL:
                        found.add(f"number-{number}" if number < 7 or number == _LARGEST_ORDINAL else "number-7")  # noqa: PLR2004
    return frozenset(found)


def _is_plain_year(tokens: Sequence[Token], n: int) -> bool:
    after = tokens[n + 1].before if n + 1 < len(tokens) else ""
    return is_year(tokens[n]) and after != "/" and tokens[n].before != "/"


def _is_word(token: Token) -> bool:
    return len(token.text) > 1 or IS_HAN.match(token.text) is not None


def read(question: str, lexicon: Lexicon, references: References) -> Reading:
    """Read a question with the words of one language.

    Args:
        question: as it came.
        lexicon: of the question's language.
        references: how the letters' references are written.
    """
    folded = fold(question).translate(lexicon.variants)
    if lexicon.language == "zh":
        folded = han_numerals(folded)
    entities, masked = find_entities(folded, references)
    digits, masked = numeric_moments(masked)
    phones, masked = find_phones(masked)
    tokens = tokenize(masked)
    matches = Matcher(tokens, lexicon, _written(question, masked, tokens)).matches()
    letters = _spaced_letters(tokens, matches, references, lexicon)
    if letters:
        for start, end, _ in letters:
            masked = masked[:start] + " " * (end - start) + masked[end:]
        tokens = tokenize(masked)
        matches = Matcher(tokens, lexicon).matches()
    named, used = named_moments(tokens, _months(tokens, matches))
    entities = replace(entities, phones=phones, letters=entities.letters + tuple(name for _, _, name in letters))
    matches = [match for match in matches if used.isdisjoint(match.at)]
    explained = {n for match in matches for n in match.at} | used
    asking = {n for m in matches for label in m.labels if label.category == "ask" for n in m.at}
    bounds = _bounds(tokens, asking)
    by_clause: dict[int, list[int]] = {}
    for n, (_, clause) in enumerate(bounds):
        by_clause.setdefault(clause, []).append(n)
    edges = {clause: (tokens[ns[0]].start, ns) for clause, ns in by_clause.items()}
    moments = _place(digits + named, edges)
    clauses = []
    for clause, ns in by_clause.items():
        own = [m for m in matches if bounds[m.at[0]][1] == clause]
        found = _clause(tokens, range(ns[0], ns[-1] + 1), own, moments.get(clause, []), explained)
        clauses.append(replace(found, sentence=bounds[ns[0]][0]))
    if not clauses and digits:
        clauses = [Clause(moments=tuple(digits), words=1)]
    return Reading(language=lexicon.language, clauses=tuple(clauses), entities=entities, text=folded)


def _place(moments: Sequence[Moment], edges: Mapping[int, tuple[int, list[int]]]) -> dict[int, list[Moment]]:
    """Give each moment to the clause in which it stands."""
    placed: dict[int, list[Moment]] = {}
    for moment in moments:
        before = [clause for clause, (start, _) in edges.items() if start <= moment.at]
        clause = max(before, default=min(edges, default=0))
        placed.setdefault(clause, []).append(moment)
    return placed


def _written(question: str, masked: str, tokens: Sequence[Token]) -> list[str]:
    """The words as they were written, where the writer uses accents and nothing shifts their places; else none."""
    raw = unicodedata.normalize("NFC", question).casefold()
    if len(raw) != len(masked) or raw.isascii() or not any(c.isalpha() and fold(c) != c for c in raw):
        return []
    return [raw[token.start : token.end] for token in tokens]


def _spaced_letters(
    tokens: Sequence[Token], matches: Sequence[Match], references: References, lexicon: Lexicon
) -> list[tuple[int, int, str]]:
    """References made of ordinary words ("Foro CMSI 2020"), with their places: meant only beside a word for letter."""
    beside = {n for m in matches for label in m.labels if label.id in _LETTER_WORDS for n in m.at}
    beside |= {n for n, token in enumerate(tokens) if lexicon.names_letter(token.text)}
    texts = [token.text for token in tokens]
    found = []
    for n, first in enumerate(texts):
        for words, reference in references.spaced.get(first, ()):
            size = len(words)
            near = set(range(n - 2, n)) | set(range(n + size, n + size + 2))
            if tuple(texts[n : n + size]) == words and beside & near:
                found.append((tokens[n].start, tokens[n + size - 1].end, reference))
    return found
