"""`plazo forget`: a person's data goes, a nomination stays."""

import pytest

from bot.reminders import keeping
from bot.store import dialogues, interests, outbox, people, questions, reminders, subscribers
from bot.store.dialogues import Speaking
from bot.store.questions import Asked
from bot.store.reminders import Told
from handlers import enrolment
from handlers.subscription import EVERYTHING
from tests.bot.state import NOW, StateFile, enrol


def leave_traces(state: StateFile, channel: str, address: str) -> None:
    with state.writing() as connection:
        people.see(connection, channel, address, NOW)
        asked = Asked(
            channel=channel, chat=address, speaker=address, asked_at=NOW, language="en", text="When?", status="clarify"
        )
        questions.add(connection, asked)
        speaking = Speaking(channel=channel, chat=address, speaker=address)
        dialogues.keep_form(connection, speaking, enrolment.begin(None), NOW)
        outbox.add(connection, key=address, channel=channel, address=address, payload={}, now=NOW)
        enrol(connection, channel=channel, owner=address)
        keeping.subscribe(connection, channel, address, [EVERYTHING], NOW, language="en")
        told = Told(deadline="CL-19/35#session-deadline", revision=0, lead=30, at=NOW)
        reminders.note(connection, channel, address, [told], address)


@pytest.mark.parametrize(
    ("option", "given", "channel", "address"),
    [
        ("--telegram", "4242", "telegram", "4242"),
        ("--telegram", "-1004242", "telegram", "-1004242"),
        ("--email", " Ana@Example.org ", "email", "ana@example.org"),
    ],
)
def test_everything_on_a_person_goes_and_the_nomination_stays(
    state: StateFile, option: str, given: str, channel: str, address: str
) -> None:
    leave_traces(state, channel, address)
    leave_traces(state, channel, "other@example.org" if channel == "email" else "7")
    ended = state.done("forget", option, given, PLAZO_PRIVACY__KEEP_DAYS="100")
    assert ended.out.splitlines() == [
        f"Erased or made anonymous: 7 entries of {channel} {address}.",
        "Nominations stay in the register until they are withdrawn or 100 days old.",
    ]
    with state.writing() as connection:
        assert people.find(connection, channel, address) is None
        assert [entry.owner is None for entry in interests.listed(connection)] == [True, False]
        assert len(questions.listed(connection, unanswered=False, limit=9)) == 1
        assert len(outbox.listed(connection)) == 1
        assert len(subscribers.listed(connection)) == 1
        assert reminders.histories(connection, [(channel, address)]) == {}
    again = state.done("forget", option, given)
    assert again.out == f"Nothing is kept on {channel} {address}.\n"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "forget: expected either --email or --telegram"),
        (["--email", "a@example.org", "--telegram", "1"], "forget: expected either --email or --telegram"),
        (["--telegram", "@ana"], "--telegram: '@ana' is no id: expected a whole number"),
        (["--telegram", "9" * 20], f"--telegram: '{'9' * 20}' is no id: expected a whole number"),
        (["--telegram", "0"], "--telegram: '0' is no id: nobody has it"),
        (["--email", "ana"], "--email: 'ana' is no address: expected one such as desk@example.org"),
        (["--email", ""], "--email: '' is no address: expected one such as desk@example.org"),
    ],
)
def test_what_names_nobody_is_told(state: StateFile, options: list[str], line: str) -> None:
    assert state.refusal("forget", *options) == line
