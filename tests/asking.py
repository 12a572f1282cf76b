"""How the tests ask Plazo, and how they read what it answers."""

from typing import Protocol

from bot.answers import Rendered
from knowledge.query import NEW_DIALOGUE, Dialogue

LONG_AFTER = "2026-11-22T09:00:00+01:00"
"""A moment at which everything in the letters is past."""


class Ask(Protocol):
    """Answers a question at a moment, as the command line does."""

    def __call__(
        self,
        question: str,
        now: str = LONG_AFTER,
        language: str | None = None,
        dialogue: Dialogue = NEW_DIALOGUE,
    ) -> Rendered:
        """The answer, rendered."""
        ...


def status(answer: Rendered) -> str:
    """The outcome, by its name in the contract."""
    return str(answer.reply.answer.status)


def reason(answer: Rendered) -> str | None:
    """Why a question is refused, by its name in the contract."""
    found = answer.reply.answer.reason
    return str(found) if found else None


def current(answer: Rendered) -> list[str]:
    """The values that the answer asserts as they stand, in its order."""
    return [stated.fact.value for stated in answer.reply.answer.stated if not stated.superseded]


def superseded(answer: Rendered) -> list[str]:
    """The values that the answer tells as what was planned earlier."""
    return [stated.fact.value for stated in answer.reply.answer.stated if stated.superseded]


def letters(answer: Rendered) -> set[str]:
    """The references of the letters that the answer rests on."""
    return {stated.fact.letter for stated in answer.reply.answer.stated}
