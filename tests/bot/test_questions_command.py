"""`plazo questions`: what was asked, and what waits for the secretariat."""

from datetime import timedelta

import pytest

from bot.store import questions
from bot.store.questions import Asked
from tests.bot.program import Ended
from tests.bot.state import NOW, StateFile

HOSTILE = "Is there\na \x1b[31mpool\x85\u2028\u202e?"


@pytest.fixture
def filled(state: StateFile) -> StateFile:
    asked = [
        ("When is the Forum?", "en", "answered", None, None),
        ("Is there a hotel near the Forum?", "en", "unknown", "not_stated", None),
        ("¿Dónde es el Foro?", "es", "answered", None, -1),
        ("is there a hotel near the forum", "en", "unknown", "off_topic", None),
        (HOSTILE, "en", "unknown", "off_topic", None),
    ]
    with state.writing() as connection:
        for hours, (text, language, status, reason, feedback) in enumerate(asked):
            questions.add(
                connection,
                Asked(
                    channel="telegram",
                    chat="4242",
                    speaker="4242",
                    asked_at=NOW + timedelta(hours=hours),
                    language=language,
                    text=text,
                    status=status,
                    reason=reason,
                    feedback=feedback,
                ),
            )
    return state


def test_each_question_is_an_object_the_latest_first(filled: StateFile) -> None:
    found = filled.done("questions", "list", "--json").objects
    assert [question["id"] for question in found] == [5, 4, 3, 2, 1]
    assert found[2] == {
        "id": 3,
        "channel": "telegram",
        "chat": "4242",
        "speaker": "4242",
        "message": None,
        "reply": None,
        "asked_at": "2019-08-01T09:00:00+00:00",
        "language": "es",
        "text": "¿Dónde es el Foro?",
        "status": "answered",
        "reason": None,
        "facts": [],
        "options": [],
        "feedback": -1,
        "settled": False,
    }
    assert found[0]["text"] == HOSTILE


def test_unanswered_questions_that_are_alike_are_one_object(filled: StateFile) -> None:
    found = filled.done("questions", "list", "--unanswered", "--json").objects
    assert [(group["count"], group["ids"]) for group in found] == [(2, [2, 4]), (1, [5]), (1, [3])]
    assert found[0] == {
        "count": 2,
        "text": "is there a hotel near the forum",
        "languages": ["en"],
        "first_asked": "2019-08-01T08:00:00+00:00",
        "last_asked": "2019-08-01T10:00:00+00:00",
        "statuses": ["unknown"],
        "reasons": ["not_stated", "off_topic"],
        "ids": [2, 4],
    }


def test_the_lists_for_people_show_a_text_without_what_a_terminal_would_obey(filled: StateFile) -> None:
    assert filled.done("questions", "list", "--unanswered").out.splitlines() == [
        "2 × is there a hotel near the forum",
        "    en; unknown, not_stated, off_topic; last 2019-08-01 10:00 UTC",
        "    ids 2 4",
        "1 × Is there a \ufffd[31mpool \ufffd?",
        "    en; unknown, off_topic; last 2019-08-01 11:00 UTC",
        "    ids 5",
        "1 × ¿Dónde es el Foro?",
        "    es; answered; last 2019-08-01 09:00 UTC",
        "    ids 3",
    ]
    assert filled.done("questions", "list").out.splitlines()[4:8] == [
        "#3  ¿Dónde es el Foro?",
        "    es; answered, found wanting; telegram, 2019-08-01 09:00 UTC",
        "#2  Is there a hotel near the Forum?",
        "    en; unknown (not_stated); telegram, 2019-08-01 08:00 UTC",
    ]


def test_settled_questions_wait_no_more(filled: StateFile) -> None:
    assert filled.done("questions", "settle", "2", "4", "5").out.splitlines() == [
        "Question 2: settled.",
        "Question 4: settled.",
        "Question 5: settled.",
    ]
    found = filled.done("questions", "list", "--unanswered", "--json").objects
    assert [group["ids"] for group in found] == [[3]]
    assert filled.run("questions", "settle", "2", "3", "99") == Ended(
        2,
        "Question 3: settled.\n",
        "plazo: question 2: is settled already\nplazo: question 99: there is none with this number\n",
    )
    assert filled.done("questions", "list", "--unanswered").out == "Nothing to be listed.\n"
    assert filled.done("questions", "list", "--unanswered", "--json").out == ""


def test_more_than_the_limit_is_told_on_stderr(filled: StateFile) -> None:
    for options, kept in (([], 2), (["--unanswered"], 2)):
        ended = filled.run("questions", "list", "--json", "--limit", "2", *options)
        assert (ended.status, len(ended.objects)) == (0, kept)
        assert ended.err == "plazo: there are more than 2: --limit shows more\n"
