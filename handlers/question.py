"""A question in, an answer out: language, understanding, answering, and what the conversation remembers.

No channel and no wording here: `render` turns the answer into text.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.answering.answer import answer_query
from knowledge.answering.values import Answer, Reason, Stated, Status, unknown
from knowledge.book import FactBook
from knowledge.framing import frame
from knowledge.library import Library
from knowledge.model import Fact, Kind
from knowledge.query import NEW_DIALOGUE, Dialogue, Query
from knowledge.text import fold, tokenize
from knowledge.understanding.language import OTHER, detect_language
from knowledge.understanding.reading import Reading, read

LONGEST_QUESTION = 5_000
DEFAULT_LANGUAGE = "en"
_MOST_NEARBY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with the language it is to be given in, and the dialogue as it stands after it.

    With a refusal: `titles` names what the letters lack, `nearby` are facts about the same subject, and `contact` the
    person and the address that could help.
    """

    language: str
    answer: Answer
    dialogue: Dialogue
    titles: tuple[str, ...] = ()
    nearby: tuple[Fact, ...] = ()
    contact: tuple[Fact, Fact] | None = None


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


def _answers(query: Query, book: FactBook, now: datetime) -> list[Answer]:
    """The answer to a query; where its halves together find none, those of each half."""
    whole = answer_query(query, book, now)
    if whole.status is not Status.UNKNOWN or not query.halves:
        return [whole]
    halves = [answer_query(half, book, now) for half in query.halves]
    return halves if any(half.stated for half in halves) else [whole]


def _merge(answers: list[Answer]) -> Answer:
    """One answer to a message with several questions: what is answered, and what is not."""
    answered = [answer for answer in answers if answer.status is Status.ANSWERED]
    good = [answer for answer in answered if answer.stated] or answered
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
    text: str, library: Library, now: datetime, *, dialogue: Dialogue = NEW_DIALOGUE, language: str | None = None
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
    answers = [answer for query in queries for answer in _answers(query, library.book, now)]
    if answers[0].reason is Reason.OFF_TOPIC and len(answers) == 1 and _only_social(reading):
        return Reply(language=shown, answer=_small_talk(reading), dialogue=replace(dialogue, language=shown))
    answer = _with_addresses(_merge(answers), library.book)
    after = _remember(dialogue, shown, queries[-1], answers[-1])
    reply = Reply(language=shown, answer=answer, dialogue=after)
    return _with_help(reply, library) if answer.status is Status.UNKNOWN else reply


def _with_addresses(answer: Answer, book: FactBook) -> Answer:
    """Say with a single deadline where to send what is due."""
    deadlines = [s.fact for s in answer.stated if s.fact.kind is Kind.DEADLINE]
    if len(deadlines) != 1 or answer.listing:
        return answer
    there = {(s.fact.kind, s.fact.value) for s in answer.stated}
    more = [Stated(f) for f in book.fact_list(deadlines[0].send_to) if (f.kind, f.value) not in there]
    return replace(answer, stated=answer.stated + tuple(more))


def _with_help(reply: Reply, library: Library) -> Reply:
    """Add to a refusal what is known nearby and whom to ask."""
    answer, book = reply.answer, library.book
    if answer.reason is Reason.OFF_TOPIC:
        return reply
    titles = library.lexicon(reply.language).titles
    subject = book.subjects.get(answer.subject or "")
    line = [subject.id, *subject.ancestors] if subject else []
    own = book.fact_list(book.facts_by_subject.get(line[0], ())) if line else []
    dated = [f for f in own if f.kind in {Kind.DATE, Kind.DEADLINE} and not f.replaced and not f.only_about]
    return replace(
        reply,
        titles=tuple(titles[key] for key in answer.unstated if key in titles and key != "other-matter"),
        nearby=tuple(dated[:_MOST_NEARBY]) if answer.reason is Reason.NOT_STATED else (),
        contact=_contact(line, book),
    )


def _contact(line: list[str], book: FactBook) -> tuple[Fact, Fact] | None:
    parts = [*line, *(part for name in line for part in book.parts.get(name, ()))]
    letters = [ref for name in parts for ref in book.letters_covering.get(name, ())]
    for reference in sorted(set(letters), key=lambda ref: book.letters[ref].date.first_day(), reverse=True):
        facts = book.fact_list(book.facts_by_letter.get(reference, ()))
        person = next((f for f in facts if f.kind is Kind.PERSON and f.role == "contact"), None)
        address = next((f for f in facts if f.kind is Kind.EMAIL and f.role == "contact"), None)
        if person and address:
            return person, address
    return None


def _only_social(reading: Reading) -> bool:
    content = any(c.topics or c.unexplained or c.moments or c.years for c in reading.clauses)
    return not content and any(c.social for c in reading.clauses)
