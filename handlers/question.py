"""A question in, an answer out: language, understanding, answering, and what the conversation remembers.

No channel and no wording here: `render` turns the answer into text.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.answering.answer import answer_query
from knowledge.answering.values import Answer, Reason, Status, unknown
from knowledge.library import Library
from knowledge.query import Dialogue, Query
from knowledge.text import fold, tokenize
from knowledge.understanding.framing import frame
from knowledge.understanding.language import OTHER, detect_language
from knowledge.understanding.reading import Reading, read

LONGEST_QUESTION = 5_000
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with the language it is to be given in, and the dialogue as it stands after it."""

    language: str
    answer: Answer
    dialogue: Dialogue


def _language(text: str, forced: str | None, dialogue: Dialogue, library: Library) -> tuple[str, str]:
    """The language to read in and the language to answer in."""
    detected = detect_language(text, tokenize(fold(text)), library.word_lists)
    own = detected or dialogue.language or forced or DEFAULT_LANGUAGE
    reading = DEFAULT_LANGUAGE if own == OTHER else own
    return reading, forced or reading


def _small_talk(reading: Reading) -> Answer:
    social = tuple(sorted({word for clause in reading.clauses for word in clause.social}))
    return Answer(status=Status.HELP, social=social)


def _asks_for_help(reading: Reading) -> bool:
    """Whether it is about Plazo itself ("who are you?") and nothing else."""
    about = any(clause.topics or clause.moments or clause.years for clause in reading.clauses)
    return not about and any("help" in clause.social for clause in reading.clauses)


def _is_small_talk(reading: Reading) -> bool:
    social = any(clause.social for clause in reading.clauses)
    words = any(clause.unexplained or clause.numbers for clause in reading.clauses)
    return social or not words


def _merge(answers: list[Answer]) -> Answer:
    """One answer to a message with several questions: what is answered, and what is not."""
    good = [answer for answer in answers if answer.status is Status.ANSWERED]
    if len(answers) == 1 or not good:
        return next((a for a in answers if a.status is Status.CLARIFY), answers[0])
    first = good[0]
    return replace(
        first,
        stated=tuple(dict.fromkeys(s for a in good for s in a.stated)),
        asks=tuple(dict.fromkeys(ask for a in good for ask in a.asks)),
        unanswered=tuple(
            dict.fromkeys(ask for a in answers for ask in (a.unanswered if a in good else (a.asks or ("other",))))
        ),
        wrong=tuple(w for a in good for w in a.wrong),
    )


def _remember(dialogue: Dialogue, language: str, query: Query, answer: Answer) -> Dialogue:
    persons = {s.fact.person or s.fact.value for s in answer.stated if s.fact.kind == "person"}
    ids = {s.fact.person for s in answer.stated if s.fact.person and s.fact.kind == "person"}
    person = ids.pop() if len(persons) == 1 and ids else None
    kept = person or (dialogue.person if not query.topics or answer.status is Status.UNKNOWN else None)
    return Dialogue(language=language, last=query, person=kept)


def answer_question(
    text: str, library: Library, now: datetime, *, dialogue: Dialogue = Dialogue(), language: str | None = None
) -> Reply:
    """Answer a message.

    Args:
        text: any string at all.
        library: what Plazo knows.
        now: the moment of asking, aware of its zone.
        dialogue: what the conversation has established.
        language: one of the six codes, to force the answer's language.
    """
    if len(text) > LONGEST_QUESTION:
        _, shown = _language(text[:LONGEST_QUESTION], language, dialogue, library)
        return Reply(language=shown, answer=unknown(Reason.OFF_TOPIC, listing="too_long"), dialogue=dialogue)
    own, shown = _language(text, language, dialogue, library)
    reading = read(text, library.lexicon(own), library.references)
    queries = frame(reading, dialogue, library.book)
    if not queries or _asks_for_help(reading):
        talk = _small_talk(reading) if _is_small_talk(reading) else unknown(Reason.OFF_TOPIC)
        return Reply(language=shown, answer=talk, dialogue=replace(dialogue, language=shown))
    answers = [answer_query(query, library.book, now) for query in queries]
    if answers[0].reason is Reason.OFF_TOPIC and len(answers) == 1 and _only_social(reading):
        return Reply(language=shown, answer=_small_talk(reading), dialogue=replace(dialogue, language=shown))
    answer = _merge(answers)
    after = _remember(dialogue, shown, queries[-1], answers[-1])
    return Reply(language=shown, answer=answer, dialogue=after)


def _only_social(reading: Reading) -> bool:
    content = any(c.topics or c.unexplained or c.moments or c.years for c in reading.clauses)
    return not content and any(c.social for c in reading.clauses)
