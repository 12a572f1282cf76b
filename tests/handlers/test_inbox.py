"""What a mail is for us: whole mails of a corpus, and the rules one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.library import open_knowledge
from bot.mailwords import mail_words, quoting_words, robot_words
from handlers.inbox import MailKind, Understood, understand
from handlers.mail_letters import letters_at, named_letters
from knowledge.library import Library
from mail.automatic import classify
from mail.message import Mailbox, Message
from mail.parse import parse_message
from tests.scoring_mails import differing, read_gold

MAILS = Path(__file__).resolve().parent.parent / "corpora" / "mails"
NOW = datetime(2019, 8, 1, 10, tzinfo=UTC)


@cache
def library() -> Library:
    return open_knowledge().library


def understood(message: Message, mailboxes: Mapping[str, Sequence[str]] | None = None) -> Understood:
    robot = classify(message, frozenset(), robot_words())
    return understand(message, robot=robot, words=mail_words(), library=library(), mailboxes=mailboxes or {}, now=NOW)


def message(own: str, **changes: object) -> Message:
    plain = Message(
        headers={},
        sender=Mailbox(name="Ann Example", address="ann@example.org"),
        to=(Mailbox(address="office@example.net"),),
        sent_at=NOW,
        own=own,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["examples", "written"])
def test_mails_of_the_corpus_are_understood(folder: str) -> None:
    wrong = {
        gold["file"]: fields
        for gold, raw in read_gold(MAILS / folder)
        if (fields := differing(gold, understood(parse_message(raw, quoting_words()))))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "spelling",
    [
        "CL-19/35", "CL 19/35", "cl19/35", "CL/19/35", "CL‑19/35", "circular 19/35", "Circular letter No. CL-19/35",
        "carta circular n.º 19/35", "lettre circulaire 19/35", "циркуляр 19/35", "第CL-19/35号通函",
        "الرسالة المعممة 19/35",
    ],
)  # fmt: skip
def test_a_letter_is_known_by_its_reference_in_any_spelling(spelling: str) -> None:
    assert named_letters(f"Re: {spelling}, our reply", library()) == ["CL-19/35"]


def test_a_day_is_no_reference_of_a_letter() -> None:
    assert named_letters("We meet on 21/4 in Geneva.", library()) == []
    assert named_letters("your circular 21/4", library()) == ["CL-21/4"]


def test_a_recipient_tells_the_letter_where_one_letter_alone_names_it() -> None:
    assert letters_at("sme@itu.int", library().book) == {"CL-19/35"}
    assert len(letters_at("wsis-info@itu.int", library().book)) > 1
    asked = "Could you tell me the working language?"
    assert understood(message(asked, to=(Mailbox(address="sme@itu.int"),))).letter == "CL-19/35"
    assert understood(message(asked, to=(Mailbox(address="wsis-info@itu.int"),))).letter is None
    assert understood(message(asked)).letter is None


def test_a_watched_mailbox_tells_the_letter_that_it_receives() -> None:
    found = understood(message("Could you tell me the working language?"), {"office@example.net": ["CL-21/4"]})
    assert found.letter == "CL-21/4"


def test_own_words_go_before_the_recipient() -> None:
    own = "I will attend the high-level sessions of the WSIS Forum 2021 and deliver a policy statement."
    sent = datetime(2021, 2, 20, tzinfo=UTC)
    assert understood(message(own, to=(Mailbox(address="sme@itu.int"),), sent_at=sent)).letter == "CL-21/4"


def test_the_last_minute_of_the_deadline_is_not_late() -> None:
    own = "I will attend the session of CL-19/35 for the Example Agency."
    assert not understood(message(own, sent_at=datetime(2019, 8, 16, 21, 59, 59, tzinfo=UTC))).late
    assert understood(message(own, sent_at=datetime(2019, 8, 16, 22, 0, 0, tzinfo=UTC))).late


def test_a_withdrawal_is_never_late_and_lacks_nothing() -> None:
    found = understood(message("I regret that I cannot attend. CL-19/35", sent_at=datetime(2019, 9, 1, tzinfo=UTC)))
    assert (found.kind, found.late, found.missing) == (MailKind.WITHDRAWAL, False, ())


def test_what_is_missing_is_named() -> None:
    found = understood(message("The ministry wishes to participate. Details will follow."))
    assert found.missing == ("letter", "participant", "organization")


def test_a_robot_is_what_its_headers_say_whatever_it_writes() -> None:
    own = "I will attend the session of CL-19/35."
    found = understood(message(own, headers={"auto-submitted": ("auto-replied",)}))
    assert (found.kind, found.letter, found.participants) == (MailKind.AUTO_REPLY, None, ())


def test_quoted_words_decide_nothing_but_tell_the_letter() -> None:
    found = understood(message("Thank you, noted.", quoted="We nominate Mr Bo Example for CL-19/35."))
    assert (found.kind, found.participants) == (MailKind.OTHER, ())
    asked = understood(message("Is there a fee?", quoted="Circular CL-19/35"))
    assert (asked.kind, asked.letter) == (MailKind.QUESTION, "CL-19/35")


def test_the_persons_of_the_letters_are_never_participants() -> None:
    found = understood(message("We would like Mr Christopher Clark to register Ms Una Sample for CL-19/35."))
    assert [person.name for person in found.participants] == ["Una Sample"]


def test_an_empty_message_is_nothing_for_us() -> None:
    assert understood(message("")).kind is MailKind.OTHER
