"""Makes the lexicon of a language from its vocabulary, the names of subjects, and CLDR's months and places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import available_timezones

from babel import Locale

from knowledge.errors import BadVocabularyError
from knowledge.model import LANGUAGES, Subject, SubjectKind
from knowledge.schema import ConceptsFile, VocabularyFile
from knowledge.text import IS_HAN, fold, stem, tokenize
from knowledge.understanding.lexicon import (
    ACCENTED,
    GAP,
    SHORTEST_SOUND,
    UNSURE,
    Label,
    Lexicon,
    Phrase,
    sound_of,
)

SHORTEST_NAME_STEM = 5
_SUBSTANCE = 10


class _Builder:
    """Collects phrases, then freezes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rows: dict[tuple[tuple[str, ...], bool], dict[Label, None]] = defaultdict(dict)
        self.words: dict[int, dict[str, str]] = defaultdict(dict)
        self.accents: dict[tuple[tuple[str, ...], bool], tuple[str, ...]] = {}

    def add(
        self,
        text: str,
        label: Label,
        language: str,
        *,
        foreign: bool = False,
        exact: bool = False,
    ) -> None:
        own = language == self.language and not exact
        repair = label.category != "place"
        keys: list[str] = []
        for n, piece in enumerate(fold(text).split(GAP)):
            keys += [GAP] if n else []
            for token in tokenize(piece):
                is_han = IS_HAN.match(token.text) is not None
                keys.append(stem(token.text, language) if own else token.text if is_han else "=" + token.text)
                if repair and not is_han and not foreign and len(token.text) >= SHORTEST_SOUND:
                    self.words[len(token.text)].setdefault(token.text, keys[-1])
        while keys and keys[-1] == GAP:
            keys.pop()
        if keys and keys[0] != GAP:
            self.rows[tuple(keys), foreign][label] = None
            if label.category == "ask" and language in ACCENTED and own:
                raw = [token.text for token in tokenize(text.casefold().replace(GAP, " "))]
                telling = "où" in raw if language == "fr" else any(word != fold(word) for word in raw)
                if telling and len(raw) == sum(key != GAP for key in keys):
                    self.accents[tuple(keys), foreign] = tuple(raw)

    def has_stem_of(self, name: str) -> bool:
        """Whether a name of one word shares its stem with a word of the vocabulary (Дания, данные), or soon would."""
        short = stem(fold(name), self.language)
        return len(short) < SHORTEST_NAME_STEM or ((short,), False) in self.rows

    def phrases(self) -> dict[tuple[str, str], tuple[Phrase, ...]]:
        """The phrases by their first key and the rarest of the others, which a text must hold as well.

        A Chinese character may be matched by its sound: it is no such key. "" stands where there is none.
        """
        uses = Counter(key for keys, _ in self.rows for key in set(keys))
        found: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
        weightless = self._weightless()
        for (keys, foreign), labels in self.rows.items():
            words = [key for key in keys if key != GAP]
            weight = sum(1 if key in weightless else _SUBSTANCE for key in words)
            accented = self.accents.get((keys, foreign), ())
            phrase = Phrase(keys, tuple(labels), len(words), weight, foreign, accented)
            others = [key for key in words[1:] if not IS_HAN.match(key)]
            index = keys[0], min(others, key=uses.__getitem__, default="")
            found[index].append(phrase)
            if accented and len(words) == 1:
                plain = tuple(label for label in labels if label.category != "ask") or (Label("function", ""),)
                found[index].append(phrase._replace(labels=plain, accented=()))
        return {index: tuple(sorted(rows, key=lambda p: -p.size)) for index, rows in found.items()}

    def _weightless(self) -> set[str]:
        """The words that make a phrase longer but not more telling.

        Only in Arabic, where "what is the" (ما هو الـ) would else outweigh a term of two words (الموعد النهائي).
        """
        if self.language != "ar":
            return set()
        return {
            keys[0]
            for (keys, _), labels in self.rows.items()
            if len(keys) == 1 and all(label.category == "function" for label in labels)
        }


_SECTIONS = (("asks", "ask"), ("modes", "mode"), ("social", "social"), ("concepts", "concept"))


def check_vocabulary(words: VocabularyFile, ids: ConceptsFile, where: str) -> None:
    """Refuse a vocabulary that lacks an id of `concepts.yaml`, has another, or has no words for one.

    Raises:
        BadVocabularyError: it names the file and the id.
    """
    for section, _ in _SECTIONS:
        wanted, there = set(getattr(ids, section)), getattr(words, section)
        if missing := wanted - set(there):
            raise BadVocabularyError(f"{where}: {section}: no words for {min(missing)!r}")
        if unknown := set(there) - wanted:
            raise BadVocabularyError(f"{where}: {section}: unknown id {min(unknown)!r} (see concepts.yaml)")
        if empty := [key for key, phrases in there.items() if not phrases]:
            raise BadVocabularyError(f"{where}: {section}: {empty[0]}: at least one phrase is needed")


LETTER_ASKS = frozenset({"issued", "addressee", "signatory", "subject_line", "reference"})
"""Asks whose phrases may hold a word for letter: "date of the letter" speaks of a letter too."""


def _letter_words(words: VocabularyFile) -> frozenset[str]:
    own = (tokenize(fold(phrase)) for phrase in words.concepts["letter"])
    return frozenset(stem(row[0].text, words.language) for row in own if len(row) == 1)


def _vocabulary(builder: _Builder, words: VocabularyFile, *, foreign: bool) -> None:
    language = words.language
    letter_words = _letter_words(words)
    for section, category in _SECTIONS:
        for key, phrases in getattr(words, section).items():
            for phrase in phrases:
                builder.add(phrase, Label(category, key), language, foreign=foreign)
                if category == "ask" and key in LETTER_ASKS:
                    stems = {stem(token.text, language) for token in tokenize(fold(phrase))}
                    if stems & letter_words:
                        builder.add(phrase, Label("concept", "letter"), language, foreign=foreign)
    for category in ("function", "neutral", "until"):
        for phrase in getattr(words, category):
            builder.add(phrase, Label(category, ""), language, foreign=foreign)


def _months(words: VocabularyFile) -> Iterator[tuple[str, str]]:
    locale = Locale(words.language)
    contexts = ("format", "stand-alone") if words.language == "ru" else ("format",)
    for context in contexts:
        for width, mark in (("wide", ""), ("abbreviated", UNSURE)):
            for number, name in locale.months[context][width].items():
                yield f"{number}{mark}", name.rstrip(".")
    for number, names in words.month_abbreviations.items():
        for name in names:
            yield f"{number}{UNSURE}", name


def _places(language: str) -> Iterator[tuple[str, str]]:
    locale = Locale(language)
    for code, name in locale.territories.items():
        if code.isalpha():
            yield code, name
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc", "SystemV", "US/", "Canada/", "posix")):
            city = locale.time_zones.get(zone, {}).get("city", zone.rpartition("/")[2].replace("_", " "))
            yield zone, city


def _sounding(words: Mapping[int, Mapping[str, str]], sounds: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for rows in words.values() if sounds else ():
        for word, key in rows.items():
            found.setdefault(sound_of(word, sounds), key)
    return found


def build_lexicon(
    words: VocabularyFile,
    fallback: VocabularyFile | None,
    subjects: Iterable[Subject],
    syllables: Mapping[str, str],
) -> Lexicon:
    """Compile one language.

    Args:
        words: its vocabulary.
        fallback: the English vocabulary, whose words people mix in; None for English itself.
        subjects: their names and aliases, in all languages, are words too.
        syllables: of Chinese characters, for homophone slips; empty for other languages.
    """
    builder = _Builder(words.language)
    _vocabulary(builder, words, foreign=False)
    if fallback:
        _vocabulary(builder, fallback, foreign=True)
    inflected = words.language in {"ru", "ar"}
    for number, name in _months(words):
        builder.add(name, Label("month", number), words.language, exact=number.endswith(UNSURE) and not inflected)
    taken: set[str] = set()
    for subject in subjects:
        for language in LANGUAGES:
            for alias in subject.aliases.get(language, ()):
                builder.add(alias, Label("name", subject.id), language)
                taken.add(fold(alias))
            if subject.kind is SubjectKind.PERSON and language in subject.aliases:
                builder.add(subject.names[language], Label("name", subject.id), language)
    for code, name in _places(words.language):
        if fold(name) not in taken:
            exact = not inflected or builder.has_stem_of(name)
            builder.add(name, Label("place", code), words.language, exact=exact)
    return Lexicon(
        language=words.language,
        phrases=(phrases := builder.phrases()),
        keys=frozenset(key for rows in phrases.values() for row in rows for key in row.keys),
        words={length: dict(rows) for length, rows in builder.words.items()},
        variants={ord(old): new for old, new in words.variants.items()},
        syllables=syllables if words.language == "zh" else {},
        elisions=tuple(words.elisions),
        sounds=(sounds := tuple((pair[0], pair[1]) for pair in words.sounds)),
        sounding=_sounding(builder.words, sounds),
        titles={key: phrases[0] for key, phrases in words.concepts.items()},
    )
