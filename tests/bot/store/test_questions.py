"""Questions with their outcome, and what people thought of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.store import questions
from bot.store.database import Database
from bot.store.dialogues import Speaking
from bot.store.questions import Asked, Counts

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
ASKED = Asked(
    channel="telegram",
    chat="-100",
    speaker="7",
    message="12",
    asked_at=NOW,
    language="zh",
    text="截止日期？🧑🏽‍🚀",
    status="answered",
    facts=("CL-30/1#confirmation",),
)
REFUSED = replace(ASKED, status="unknown", reason="off_topic", facts=(), text="Wann?")


def test_a_question_is_kept_as_it_was_asked(database: Database) -> None:
    unsure = replace(ASKED, status="clarify", facts=(), options=("Foro 2019", "منتدى 2020"), reason=None, chat=None)
    with database.transaction() as connection:
        first, second = questions.add(connection, ASKED), questions.add(connection, unsure)
        assert first < second
        assert questions.find(connection, first) == replace(ASKED, id=first)
        assert questions.find(connection, second) == replace(unsure, id=second)
        assert questions.find(connection, second + 1) is None


def test_a_question_is_found_by_the_latest_that_its_message_asked(database: Database) -> None:
    here = Speaking(channel="telegram", chat="-100", speaker="7")
    with database.transaction() as connection:
        questions.add(connection, ASKED)
        edited = questions.add(connection, replace(ASKED, text="截止?"))
        questions.add(connection, replace(ASKED, speaker="8"))
        questions.add(connection, replace(ASKED, chat="-200"))
        assert questions.find_by_message(connection, here, "12") == replace(ASKED, id=edited, text="截止?")
        assert questions.find_by_message(connection, here, "13") is None


def test_reply_and_feedback_are_kept(database: Database) -> None:
    with database.transaction() as connection:
        number = questions.add(connection, ASKED)
        other = questions.add(connection, ASKED)
        questions.answered_by(connection, number, "13")
        questions.rate(connection, number, -1)
        questions.rate(connection, number, 1)
        assert questions.find(connection, number) == replace(ASKED, id=number, reply="13", feedback=1)
        assert questions.find(connection, other) == replace(ASKED, id=other)


def test_what_was_refused_or_found_wanting_waits_until_it_is_settled(database: Database) -> None:
    with database.transaction() as connection:
        questions.add(connection, ASKED)
        refused, wanting, good = (questions.add(connection, asked) for asked in (REFUSED, ASKED, ASKED))
        questions.rate(connection, wanting, -1)
        questions.rate(connection, good, 1)
        questions.add(connection, replace(REFUSED, text=None, speaker=None))  # erased

        def waiting() -> list[int]:
            return [asked.id for asked in questions.listed(connection, unanswered=True, limit=9)]

        assert waiting() == [wanting, refused]
        assert questions.settle(connection, [refused, good, 404]) == 2
        assert questions.settle(connection, [refused]) == 0
        assert waiting() == [wanting]
        assert [asked.id for asked in questions.listed(connection, unanswered=False, limit=2)] == [good, wanting]


def test_questions_of_a_period_are_counted_by_their_end(database: Database) -> None:
    with database.transaction() as connection:
        assert questions.count(connection, NOW) == Counts(asked=0, by_status={}, good=0, bad=0)
        for feedback in (1, 1, -1, None):
            questions.add(connection, replace(ASKED, feedback=feedback))
        questions.add(connection, REFUSED)
        questions.add(connection, replace(REFUSED, asked_at=NOW - timedelta(seconds=1), feedback=-1))
        expected = Counts(asked=5, by_status={"answered": 4, "unknown": 1}, good=2, bad=1)
        assert questions.count(connection, NOW) == expected
