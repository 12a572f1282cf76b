"""What answering gives back: an answer with the facts that it asserts, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Fact
from knowledge.understanding.moments import Moment


class Status(StrEnum):
    """The outcome of a question, as in the `plazo ask` contract."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    HELP = "help"


class Reason(StrEnum):
    """Why a question is refused."""

    EDITION = "edition"
    NOT_STATED = "not_stated"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that an answer asserts; `superseded` where it is told as what was planned earlier."""

    fact: Fact
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One reading among several that a person can pick: an ask about a subject."""

    ask: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, without a word of any language.

    `unanswered` are the asks that the letters don't answer; `wrong` what the question claimed and the letters
    contradict; `subject` what it is about; `known_years` the editions that there are; `missing_years` those asked for
    in vain; `unstated` the concepts that stood in the way; `listing` the kind of list, where the answer is one.
    """

    status: Status
    reason: Reason | None = None
    stated: tuple[Stated, ...] = ()
    asks: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    wrong: tuple[Moment | str, ...] = ()
    confirmed: bool = False
    subject: str | None = None
    known_years: tuple[int, ...] = ()
    missing_years: tuple[int, ...] = ()
    unstated: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    listing: str | None = None
    social: tuple[str, ...] = ()


def unknown(reason: Reason, **details: object) -> Answer:
    """A refusal."""
    return Answer(status=Status.UNKNOWN, reason=reason, **details)  # type: ignore[arg-type]
