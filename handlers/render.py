"""An answer as text in a language: short, with every fact it asserts, and the letters it comes from."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel.lists import format_list

from handlers.dating import distance, show, standing
from handlers.question import Reply
from handlers.wording import Wording
from knowledge.answering.values import Answer, Option, Reason, Stated, Status
from knowledge.book import FactBook
from knowledge.edtf import Edtf
from knowledge.model import GENEVA, Fact, Kind

_VERBATIM = frozenset({Kind.THEME, Kind.SUBJECT, Kind.REQUIREMENT, Kind.DESCRIPTION, Kind.FIGURE, Kind.ADDRESSEE})
_ROLE_KINDS = frozenset(
    {"issued", "contact", "chair", "destination", "host", "cofacilitator", "maintainer", "post", "document"}
)
_OPTION_KINDS = {
    "when": "date",
    "where": "place",
    "issued": "issued",
    "reference": "reference",
    "subject_line": "subject",
}
_EVENTS = frozenset({"held", "opening", "final_week"})
_SOCIAL = ("help", "greeting", "thanks", "goodbye", "agree")


class Renderer:
    """Renders the answers of one moment in one language."""

    def __init__(self, wording: Wording, book: FactBook, now: datetime) -> None:
        """Prepare to render.

        Args:
            wording: the language's texts.
            book: for the names of subjects and letters.
            now: the moment of asking, aware of its zone; days are counted in Geneva.
        """
        self.wording = wording
        self.book = book
        self.today = now.astimezone(GENEVA).date()

    def text(self, reply: Reply) -> str:
        """The whole text of a reply."""
        answer = reply.answer
        if answer.status is Status.HELP:
            return self._help(answer)
        if answer.status is Status.CLARIFY:
            return "\n".join([self.wording.say("clarify"), *(f"– {option}" for option in self.options(answer))])
        if answer.status is Status.UNKNOWN:
            return "\n".join(self._refusal(reply))
        return self.answer_text(answer)

    def answer_text(self, answer: Answer) -> str:
        """The text of an answer that has facts, or of an empty list."""
        return "\n".join(self._answer(answer))

    def options(self, answer: Answer) -> list[str]:
        """The short texts that a person can pick from."""
        return [self._option(option) for option in answer.options]

    def letter(self, reference: str) -> str:
        """A letter's name, with its date."""
        letter = self.book.letters[reference]
        return self.wording.say("letter", reference=self.wording.apart(reference), date=show(letter.date, self.wording))

    # -- answers -------------------------------------------------------------------------------------------------

    def _answer(self, answer: Answer) -> list[str]:
        lines: list[str] = []
        if answer.wrong:
            lines.append(self.wording.say("no"))
        elif answer.confirmed:
            lines.append(self.wording.say("yes"))
        if answer.listing:
            lines += self._list(answer)
        else:
            lines += self.fact_lines(answer.stated)
        lines += self._remarks(answer)
        letters = dict.fromkeys(stated.fact.letter for stated in answer.stated)
        if letters:
            lines.append(
                self.wording.say("source", letters=self.wording.say("separator").join(map(self.letter, letters)))
            )
        return lines

    def _list(self, answer: Answer) -> list[str]:
        empty = {"open_deadlines": "no_open_deadline", "upcoming": "no_upcoming"}
        if not answer.stated:
            return [self.wording.say(empty.get(answer.listing or "", "unknown_thing"))]
        if answer.listing == "letters":
            lines = [self._letter_line(stated.fact.letter) for stated in answer.stated]
        else:
            lines = self.fact_lines(answer.stated)
        if len(lines) == 1:
            return lines
        return [self.wording.say(answer.listing or "dates"), *(f"– {line}" for line in lines)]

    def _letter_line(self, reference: str) -> str:
        subject = next(
            (f for f in self.book.fact_list(self.book.facts_by_letter[reference]) if f.kind is Kind.SUBJECT), None
        )
        return self._line(self.letter(reference), self._verbatim(subject.value)) if subject else self.letter(reference)

    def fact_lines(self, stated: Sequence[Stated]) -> list[str]:
        """A line for each fact, or for each group of facts that belong together."""
        groups: dict[tuple[str, str], list[Stated]] = {}
        for item in stated:
            whole = item.fact.kind in {Kind.DATE, Kind.DEADLINE} and item.fact.role != "issued"
            key = (item.fact.id if whole else self._kind(item.fact), item.fact.letter if item.superseded else "")
            groups.setdefault(key, []).append(item)
        return [self._group(items) for items in groups.values()]

    def _group(self, items: list[Stated]) -> str:
        first = items[0].fact
        if first.kind is Kind.DEADLINE:
            return self._deadline(first)
        is_event = first.kind is Kind.DATE and first.role != "issued"
        label = self._subject_name(first) if is_event else self.wording.say(f"kinds.{self._kind(first)}")
        values = [self._value(item.fact, told_as_past_plan=item.superseded) for item in items]
        plain = first.kind == Kind.ORGANIZER
        text = (
            format_list(values, locale=self.wording.language) if plain else self.wording.say("separator").join(values)
        )
        if items[0].superseded:
            newer = self._letters_of(first.superseded_by)
            return self.wording.say("original", label=label, value=text, letter=newer)
        return self._line(label, text)

    def _line(self, label: str, value: str) -> str:
        return self.wording.say("line", label=label, value=value)

    def _kind(self, fact: Fact) -> str:
        if fact.kind is Kind.PLACE and fact.role == "issued":
            return "issued_place"
        if fact.role in _ROLE_KINDS and self.wording.has(f"kinds.{fact.role}"):
            if fact.kind in {Kind.PHONE, Kind.FAX} or (fact.kind is Kind.EMAIL and fact.role == "contact"):
                return str(fact.kind)
            return fact.role
        return str(fact.kind)

    def _subject_name(self, fact: Fact) -> str:
        name = fact.label_of or fact.subject
        text = self.book.subjects[name].names[self.wording.language] if name else self.wording.say("kinds.date")
        return text[:1].upper() + text[1:]

    def _deadline(self, fact: Fact) -> str:
        when, what = fact.when, (fact.label or {}).get(self.wording.language, "")
        if when is None:
            return what
        last = when.last_day()
        key = "deadline_today" if last == self.today else "deadline_past" if last < self.today else "deadline_future"
        return self.wording.say(
            key, what=what, date=show(when, self.wording), distance=distance(last, self.today, self.wording)
        )

    def _value(self, fact: Fact, *, told_as_past_plan: bool = False) -> str:
        if fact.when:
            return self._date(fact.when, tell_distance=fact.role in _EVENTS and not told_as_past_plan)
        if fact.label:
            return fact.label[self.wording.language]
        if body := self._body(fact):
            return body
        if fact.kind is Kind.FORMAT and self.wording.has(f"formats.{fact.value}"):
            return self.wording.say(f"formats.{fact.value}")
        if fact.kind in {Kind.PHONE, Kind.FAX}:
            return self.wording.apart(phone_text(fact.value))
        return self._verbatim(fact.value) if fact.kind in _VERBATIM else self.wording.apart(fact.value)

    def _date(self, when: Edtf, *, tell_distance: bool) -> str:
        text = show(when, self.wording)
        near = standing(when, self.today, self.wording) if tell_distance else None
        return self.wording.say("with_distance", text=text, distance=near) if near else text

    def _body(self, fact: Fact) -> str | None:
        """The name, in the answer's language, of the organisation that a fact names."""
        bodies = [i for i in fact.about if i in self.book.subjects] if fact.kind is Kind.ORGANIZER else []
        return self.book.subjects[bodies[0]].names[self.wording.language] if bodies else None

    def _verbatim(self, text: str) -> str:
        return self.wording.say("in_words", text=self.wording.apart(text))

    def _letters_of(self, facts: Iterable[str]) -> str:
        letters = dict.fromkeys(self.book.facts[i].letter for i in facts)
        return self.wording.say("separator").join(map(self.letter, letters))

    def _remarks(self, answer: Answer) -> list[str]:
        lines: list[str] = []
        older = [i for s in answer.stated for i in s.fact.supersedes if not s.superseded]
        newer = [i for s in answer.stated if not s.superseded for i in s.fact.superseded_by]
        if older and not answer.listing:
            lines.append(self.wording.say("replaces", letter=self._letters_of(older)))
        if newer:
            lines.append(self.wording.say("replaced", letter=self._letters_of(newer)))
        if answer.unanswered:
            lines.append(self.wording.say("unanswered", what=self._asks(answer.unanswered)))
        if answer.missing_years:
            lines.append(self.wording.say("no_year", years=self._years(answer.missing_years)))
        return lines

    def _asks(self, asks: Iterable[str]) -> str:
        names = [self.wording.say(f"asks.{ask}") for ask in asks if self.wording.has(f"asks.{ask}")]
        return format_list(names or [self.wording.say("asks.other")], style="or", locale=self.wording.language)

    def _years(self, years: Iterable[int]) -> str:
        return format_list([str(year) for year in dict.fromkeys(years)], locale=self.wording.language)

    # -- no answer -----------------------------------------------------------------------------------------------

    def _refusal(self, reply: Reply) -> list[str]:
        answer = reply.answer
        if answer.listing == "too_long":
            return [self.wording.say("too_long")]
        if answer.reason is Reason.OFF_TOPIC:
            return [self.wording.say("off_topic")]
        lines = [self._why(reply)]
        if reply.nearby:
            lines.append(self.wording.say("nearby"))
            lines += [f"– {line}" for line in self.fact_lines([Stated(fact) for fact in reply.nearby])]
        if reply.contact:
            lines.append(self._whom_to_ask(reply.contact))
        return lines

    def _why(self, reply: Reply) -> str:
        answer = reply.answer
        subject = answer.subject and self.book.subjects[answer.subject]
        if answer.reason is Reason.EDITION and subject and answer.known_years:
            series = self.book.subjects[subject.ancestors[-1]] if subject.ancestors else subject
            return self.wording.say(
                "unknown_edition",
                subject=series.names[self.wording.language],
                years=self._years(answer.missing_years),
                known=self._years(answer.known_years),
            )
        if reply.titles:
            return self.wording.say("unknown_about", things=self.wording.say("comma").join(reply.titles))
        if answer.asks and subject and self.wording.has(f"asks.{answer.asks[0]}"):
            what = self._asks(answer.asks[:1])
            return self.wording.say("unknown_ask", what=what, subject=subject.names[self.wording.language])
        return self.wording.say("unknown_thing")

    def _whom_to_ask(self, contact: tuple[Fact, Fact]) -> str:
        person, address = contact
        return self.wording.say(
            "whom_to_ask",
            name=self.wording.apart(person.value),
            address=self.wording.apart(address.value),
            letter=self.wording.apart(person.letter),
        )

    def _option(self, option: Option) -> str:
        kind = _OPTION_KINDS.get(option.ask, option.ask)
        ask = self.wording.say(f"kinds.{kind}") if self.wording.has(f"kinds.{kind}") else ""
        subject = self.book.subjects[option.subject].names[self.wording.language]
        return self.wording.say("option", ask=ask, subject=subject) if ask else subject

    def _help(self, answer: Answer) -> str:
        return self.wording.say(next((word for word in _SOCIAL if word in answer.social), "help"))


def phone_text(value: str) -> str:
    """A telephone number in groups, as people write it.

    Args:
        value: in E.164.
    """
    import phonenumbers  # noqa: PLC0415 - a large table, needed for this alone

    number = phonenumbers.parse(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
