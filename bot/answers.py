"""A question to its answer, rendered for whichever channel: as text, as the contract's object, as citations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.library import Knowledge
from handlers.question import Reply, answer_question
from handlers.render import Renderer
from knowledge.model import Fact
from knowledge.query import NEW_DIALOGUE, Dialogue


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply with its text and options in its language."""

    reply: Reply
    text: str
    options: list[str]

    def as_json(self) -> dict[str, Any]:
        """The object that `plazo ask --json` prints, but for its id."""
        answer = self.reply.answer
        return {
            "language": self.reply.language,
            "status": str(answer.status),
            "reason": str(answer.reason) if answer.reason else None,
            "text": self.text,
            "facts": [
                {
                    "kind": str(stated.fact.kind),
                    "subject": stated.fact.subject or stated.fact.letter,
                    "value": stated.fact.value,
                    "letter": stated.fact.letter,
                    "quote": stated.fact.quote,
                    "superseded": stated.superseded,
                }
                for stated in answer.stated
            ],
            "options": self.options,
        }

    def citations(self) -> Iterator[str]:
        """Each letter's own words that the answer rests on, once, with the letter's reference."""
        for quote, letter in citations([stated.fact for stated in self.reply.answer.stated]):
            yield f"«{quote}» – {letter}"


def citations(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """The letters' own words for some facts, each once and none that another contains, with the letter's reference."""
    quotes = dict.fromkeys((fact.quote, fact.letter) for fact in facts)
    return [
        (quote, letter) for quote, letter in quotes if not any(quote != other and quote in other for other, _ in quotes)
    ]


def respond(
    question: str, knowledge: Knowledge, now: datetime, dialogue: Dialogue = NEW_DIALOGUE, language: str | None = None
) -> Rendered:
    """Answer a question and render the answer.

    Args:
        question: any string.
        knowledge: what Plazo knows and says.
        now: the moment of asking.
        dialogue: what the conversation has established.
        language: to force the answer's language.
    """
    reply = answer_question(question, knowledge.library, now, dialogue=dialogue, language=language)
    renderer = Renderer(knowledge.wording(reply.language), knowledge.library.book, now)
    return Rendered(reply, renderer.text(reply), renderer.options(reply.answer))
