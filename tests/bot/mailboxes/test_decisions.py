"""What the secretariat decides of an entry that came by e-mail: its sender is told, in the same thread and language."""

import pytest

from tests.bot.mailboxes.desk import Desk, words
from tests.bot.mailboxes.letters import nomination

LATER = "2019-08-02T09:00:00+02:00"


@pytest.mark.parametrize("language", ["es", "zh"])
def test_who_nominated_by_mail_is_told_of_the_confirmation(desk: Desk, language: str) -> None:
    subject, body = nomination(language)
    (acknowledged,) = desk.gets(body, subject=subject)
    assert desk.run("eoi", "confirm", "1", "--now", LATER).status == 0
    (told,) = desk.sync(LATER)
    wanted = desk.knowledge.replies(language).say(
        "interest.confirmed", number="1", letter=desk.knowledge.replies(language).apart("CL-19/35")
    )
    assert " ".join(wanted.split()).replace(" ", "") in words(told).replace(" ", "")
    assert told.to == acknowledged.to
    assert told.message["In-Reply-To"] == acknowledged.message["In-Reply-To"]
    assert told.message["Auto-Submitted"] is None
    assert told.received.sender == desk.addresses[0]


def test_a_withdrawal_by_the_secretariat_is_told_once(desk: Desk) -> None:
    subject, body = nomination()
    desk.gets(body, subject=subject)
    assert desk.run("eoi", "withdraw", "1", "--now", LATER).status == 0
    assert len(desk.sync(LATER)) == 1
    assert desk.run("eoi", "withdraw", "1", "--now", LATER).status == 2
    assert desk.sync(LATER) == []
