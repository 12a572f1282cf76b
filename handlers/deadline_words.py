"""How notices speak of a deadline: what is due, when, where to send it, and which letter says so in which words.

Pieces of text only; `notice` puts them together. Sentences, dates and letters are worded as in answers. A deadline that
the letters' files give no name is told in its letter's words, and marked so.
"""

from collections.abc import Iterable
from datetime import date

from handlers.dating import distance, show
from handlers.deadline import Deadline
from handlers.lineage import successor
from handlers.places import zone_label
from handlers.plain import plain_line
from handlers.render import Renderer, phone_text
from handlers.subscription import Scope, ScopeKind
from handlers.wording import Wording
from knowledge.edtf import Edtf
from knowledge.model import Fact, Kind
from mail.layout import Quotation

WORDS_ROOM = 300
"""UTF-16 units that a name or quote takes of a text for a chat at most: with all else it is to fit a caption."""
_PLACES_ROOM = 250
_LEAST_KEPT = 0.6
"""How much of a text that is cut must be left before the last space, so that it is cut there."""


class DeadlineWords:
    """Speaks of deadlines in one language."""

    def __init__(self, wording: Wording, renderer: Renderer) -> None:
        """Prepare to speak.

        Args:
            wording: the language's texts of `config/reminders`.
            renderer: of the same language, for letters, subjects and sentences; its day is not used.
        """
        self.wording = wording
        self.answers = renderer.wording
        self.renderer = renderer
        self.book = renderer.book

    # -- what and when -----------------------------------------------------------------------------------------------

    def what(self, fact: Fact, room: int | None = None) -> str:
        """What is due, by the name that the deadline has in the letters' files; empty where it has none."""
        return shortened(plain_line((fact.label or {}).get(self.wording.language, "")), room)

    def day(self, when: Edtf | None) -> str:
        """A date as people write it."""
        return show(when, self.answers) if when else ""

    def distance(self, deadline: Deadline, today: date) -> str:
        """How far away a deadline is. Where the reader's day is past it and the letter's is not, it is today."""
        return distance(max(deadline.day, today), today, self.answers)

    def due(self, deadline: Deadline, today: date, room: int | None = None) -> str:
        """The sentence that tells a deadline that still stands.

        Args:
            deadline: which one.
            today: the reader's day.
            room: what its name may take, in UTF-16 units.
        """
        day, near, what = self.day(deadline.fact.when), self.distance(deadline, today), self.what(deadline.fact, room)
        if not what:
            return self.line("deadline", self.answers.say("with_distance", text=day, distance=near))
        key = "deadline_today" if deadline.day <= today else "deadline_future"
        return self.answers.say(key, what=what, date=day, distance=near)

    def clock(self, fact: Fact) -> list[str]:
        """A line that tells whose clock an hour is read from, where the letter gives an hour."""
        if fact.when is None or not fact.when.has_clock or fact.when.start.utc:
            return []
        name = self.wording.say("fields.zone")
        return [self.answers.say("line", label=name, value=zone_label(fact.zone, self.wording.language))]

    # -- where, and which letter -------------------------------------------------------------------------------------

    def places(self, fact: Fact) -> list[tuple[str, str]]:
        """Where to send what is due: a label and a value each."""
        found = [self.book.facts[name] for name in fact.send_to if name in self.book.facts]
        return [(self.kind("url" if place.kind is Kind.URL else "destination"), self._place(place)) for place in found]

    def place_lines(self, fact: Fact) -> list[str]:
        """The places as lines for a chat, none cut; those that do not fit are left out."""
        kept: list[str] = []
        for label, value in self.places(fact):
            line = self.answers.say("line", label=label, value=value)
            if units("".join((*kept, line))) <= _PLACES_ROOM:
                kept.append(line)
        return kept

    def letter(self, reference: str) -> str:
        """A letter with its date; one that is not known any more by its reference alone."""
        return self.renderer.letter(reference) if reference in self.book.letters else self.shown(reference)

    def source(self, references: Iterable[str]) -> str:
        """The line that names the letters which say so."""
        letters = self.answers.say("separator").join(map(self.letter, dict.fromkeys(references)))
        return self.answers.say("source", letters=letters)

    def quoted(self, fact: Fact) -> list[str]:
        """A line with the letter's words for a deadline that has no name, marked as such; none for another."""
        if self.what(fact):
            return []
        words = self.shown(shortened(plain_line(fact.quote), WORDS_ROOM))
        return [self.line("description", self.answers.say("in_words", text=words))]

    def quotation(self, fact: Fact) -> Quotation:
        """The letter's words, with the letter as their source and in its language."""
        letter = self.book.letters.get(fact.letter)
        return Quotation(
            text=self.answers.say("in_words", text=self.shown(fact.quote)),
            source=self.wording.say("source", letter=self.letter(fact.letter)),
            language=letter.language if letter else "",
        )

    # -- what somebody is reminded of --------------------------------------------------------------------------------

    def scope_name(self, scope: Scope) -> str:
        """What a subscription is to, as people call it; what the letters no longer hold, by the name it was given."""
        match scope.kind:
            case ScopeKind.ALL:
                return self.wording.say("scopes.all")
            case ScopeKind.SUBJECT:
                subject = self.book.subjects.get(scope.name)
                return subject.names[self.wording.language] if subject else self.shown(scope.name)
            case ScopeKind.LETTER:
                return self.wording.say("scopes.letter", letter=self.letter(scope.name))
            case ScopeKind.DEADLINE:
                named = self.book.facts.get(scope.name)
                fact = successor(named, self.book) if named else None
                return self._deadline_name(fact) if fact else self.wording.say("scopes.gone")

    # -- pieces ------------------------------------------------------------------------------------------------------

    def kind(self, name: str) -> str:
        """What answers call a kind of fact."""
        return self.answers.say(f"kinds.{name}")

    def line(self, kind: str, value: str) -> str:
        """A value under the name of its kind."""
        return self.answers.say("line", label=self.kind(kind), value=value)

    def shown(self, text: str) -> str:
        """Somebody else's words on one line, kept apart from the text around them."""
        plain = plain_line(text)
        return self.wording.apart(plain) if plain else ""

    def _place(self, place: Fact) -> str:
        if place.label:
            return plain_line(place.label[self.wording.language])
        return self.shown(phone_text(place.value) if place.kind in {Kind.PHONE, Kind.FAX} else place.value)

    def _deadline_name(self, fact: Fact) -> str:
        values = {"what": self.what(fact), "letter": self.shown(fact.letter), "date": self.day(fact.when)}
        return self.wording.say("scopes.deadline", **values)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as the Bot API counts it."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, room: int | None) -> str:
    """A text that takes no more than so many UTF-16 units, cut between words where there are any."""
    if room is None or units(text) <= room:
        return text
    kept = text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore")
    words = kept.rpartition(" ")[0]
    return f"{(words if len(words) > _LEAST_KEPT * len(kept) else kept).rstrip()}…"
