"""Short names out of a letter's sentences: what is to be done by a deadline, what an event is called."""

import re
from dataclasses import dataclass

from knowledge.extraction.dates import find_dates
from knowledge.extraction.drafts.topics import TopicReader
from knowledge.extraction.folding import flatten
from knowledge.extraction.values import Deadline, Event
from knowledge.extraction.words import Cue, LetterWords
from knowledge.text import IS_HAN, Token, fold, tokenize

_ADDRESS = re.compile(r"\s*[(（]|\s*(?:https?://\S+|www\.\S+|\S+@\S+)")
_LONGEST = 160
_FEWEST_LETTERS, _FEWEST_WORDS = 8, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Finds them in the letter's language. `whole` is what the letter is about, which names no part of it."""

    words: LetterWords
    reader: TopicReader
    language: str
    whole: str

    def task(self, deadline: Deadline) -> str:
        """What is to be done by a deadline: the words after those that ask for it, up to the day or an address."""
        asks = any(self._spans(cue, deadline.what) for cue in (Cue.ASK, Cue.SUBMIT))
        text = _ADDRESS.split(deadline.what if asks else deadline.quote, maxsplit=1)[0]
        dates = find_dates(text, self.language, self.words.dates)
        if dates and dates[0].start > _FEWEST_LETTERS:
            text = text[: dates[0].start]
        spans = self._spans(Cue.ASK, text)
        rest = text[spans[0][1] :] if spans else ""
        tells = len(rest.split()) >= _FEWEST_WORDS or len(IS_HAN.findall(rest)) >= _FEWEST_WORDS
        bare = self._without_frame(self._trimmed(rest if tells else text))
        return bare[:_LONGEST] or deadline.quote[:_LONGEST]

    def _without_frame(self, task: str) -> str:
        """A task without "the deadline to" before it, and without a few words that led on to the day."""
        head, comma, tail = task.rpartition(",")
        if comma and len(tail.split()) < _FEWEST_WORDS <= len(head.split()):
            task = head
        spans = self._spans(Cue.DEADLINE, task)
        rest = self._trimmed(task[spans[0][1] :]) if spans and spans[0][0] == 0 else ""
        return rest if len(rest.split()) >= _FEWEST_WORDS else task

    def called(self, event: Event) -> tuple[str, str]:
        """What an event's sentence calls it, with its adjectives, and the noun alone; empty where nothing does."""
        for text, is_name in ((event.name, True), (event.quote, False)):
            spans = [s for s in self._spans(Cue.EVENT, text) if fold(text[slice(*s)]) not in fold(self.whole)]
            if spans:
                start, end = spans[0]
                begin = self._begin(text[:start])
                return self._trimmed(text[begin : len(text) if is_name else end]), text[start:end]
        return "", ""

    def _begin(self, before: str) -> int:
        """Where the words that belong to the next one begin: after the last that only joins."""
        flat = flatten(before)
        fillers = [token for token in tokenize(flat.text) if self._joins(token)]
        return flat.place(fillers[-1].end) if fillers else 0

    def _spans(self, cue: Cue, text: str) -> list[tuple[int, int]]:
        flat = flatten(text)
        found = self.words.languages[self.language].cues[cue].finditer(flat.text)
        return [(flat.place(one.start()), flat.place(one.end())) for one in found]

    def _trimmed(self, text: str) -> str:
        """A phrase without what only joins it to others, at both ends."""
        flat = flatten(text)
        tokens = list(tokenize(flat.text))
        while tokens and (tokens[0].is_number or self._joins(tokens[0])):
            tokens.pop(0)
        while tokens and self._joins(tokens[-1]):
            tokens.pop()
        return " ".join(text[flat.place(tokens[0].start) : flat.place(tokens[-1].end)].split()) if tokens else ""

    def _joins(self, token: Token) -> bool:
        """Whether a word only joins others; a Chinese character by itself tells nothing of that."""
        return not IS_HAN.match(token.text) and self.reader.is_filling(token.text)
