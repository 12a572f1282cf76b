"""`plazo eoi`: the register, and what the secretariat decides."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.botapi.calls import SendText, load
from bot.library import Sources, open_knowledge
from bot.store import interests, outbox, people
from handlers.interest import Participant, State
from tests.bot.program import Ended
from tests.bot.state import NOW, StateFile, enrol

LATER = NOW + timedelta(hours=1)
AT_LATER = ("--now", LATER.isoformat())


@pytest.fixture
def filled(state: StateFile) -> StateFile:
    """1 complete, 2 incomplete and late for another letter by e-mail, 3 confirmed, 4 complete of somebody forgotten."""
    two = (Participant(name="李雷", phone="+8610123456"), Participant(name="Zoë \x1b[2J\nExample"))
    with state.writing() as connection:
        enrol(connection)
        enrol(
            connection,
            letter="CL-20/025",
            state=State.INCOMPLETE,
            organization=None,
            country=None,
            participants=two,
            late=True,
            channel="email",
            owner="zoe@example.org",
            message_ids=("<a@example.org>", "<b@example.org>"),
        )
        enrol(connection, state=State.CONFIRMED)
        enrol(connection, owner=None)
    return state


def test_each_entry_is_an_object_with_these_keys(filled: StateFile) -> None:
    found = filled.done("eoi", "list", "--json").objects
    assert [entry["id"] for entry in found] == [1, 2, 3, 4]
    assert found[1] == {
        "id": 2,
        "letter": "CL-20/025",
        "organization": None,
        "country": None,
        "participants": [
            {"name": "李雷", "position": None, "email": None, "phone": "+8610123456"},
            {"name": "Zoë \x1b[2J\nExample", "position": None, "email": None, "phone": None},
        ],
        "state": "incomplete",
        "late": True,
        "received_at": "2019-08-01T07:00:00+00:00",
        "channel": "email",
        "message_ids": ["<a@example.org>", "<b@example.org>"],
    }
    assert [list(entry) for entry in found] == [list(found[1])] * 4


def test_entries_are_chosen_by_letter_and_state(filled: StateFile) -> None:
    def numbers(*options: str) -> list[int]:
        return [entry["id"] for entry in filled.done("eoi", "list", "--json", *options).objects]

    assert numbers("--letter", "CL-19/35") == [1, 3, 4]
    assert numbers("--letter", "CL-19/35", "--state", "complete") == [1, 4]
    assert numbers("--state", "confirmed", "--state", "incomplete") == [2, 3]
    assert numbers("--letter", "CL-99/1") == []
    line = "--state: 'gone' is unknown: expected one of incomplete, complete, confirmed, withdrawn"
    assert filled.refusal("eoi", "list", "--state", "gone") == line


def test_the_list_for_people_has_a_few_lines_an_entry(filled: StateFile) -> None:
    assert filled.done("eoi", "list").out.splitlines()[:7] == [
        "#1  complete  CL-19/35  Ministry of Examples (KE)",
        "    Ana Ejemplo, Director, ana@example.org",
        "    received 2019-08-01 07:00 UTC by telegram",
        "#2  incomplete, late  CL-20/025  no organisation",
        "    李雷, +8610123456",
        "    Zoë \ufffd[2J Example",
        "    received 2019-08-01 07:00 UTC by email",
    ]


def test_an_entry_is_shown_with_its_history(filled: StateFile) -> None:
    filled.done("eoi", "confirm", "1", *AT_LATER)
    (entry,) = filled.done("eoi", "show", "1", "--json").objects
    details = {
        "letter": "CL-19/35",
        "organization": "Ministry of Examples",
        "country": "KE",
        "participants": [{"name": "Ana Ejemplo", "position": "Director", "email": "ana@example.org", "phone": None}],
    }
    assert (entry["state"], entry["owner"]) == ("confirmed", "4242")
    assert entry["updated_at"] == "2019-08-01T08:00:00+00:00"
    assert entry["history"] == [
        {
            "at": "2019-08-01T07:00:00+00:00",
            "actor": "sender",
            "action": "received",
            "state": "complete",
            "details": {"letter": "CL-19/35"},
        },
        {
            "at": "2019-08-01T08:00:00+00:00",
            "actor": "secretariat",
            "action": "confirmed",
            "state": "confirmed",
            "details": details,
        },
    ]
    assert filled.done("eoi", "show", "1").out.splitlines() == [
        "#1  confirmed  CL-19/35  Ministry of Examples (KE)",
        "    Ana Ejemplo, Director, ana@example.org",
        "    received 2019-08-01 07:00 UTC by telegram",
        "    from 4242",
        "  2019-08-01 07:00 UTC  received by sender: complete",
        "      letter: CL-19/35",
        "  2019-08-01 08:00 UTC  confirmed by secretariat: confirmed",
        "      letter: CL-19/35",
        "      organization: Ministry of Examples",
        "      country: KE",
        "      participants: Ana Ejemplo, Director, ana@example.org",
    ]
    assert filled.refusal("eoi", "show", "99") == "expression of interest 99: there is none with this number"


def test_what_is_not_complete_is_not_confirmed_and_the_others_are(filled: StateFile) -> None:
    assert filled.run("eoi", "confirm", "3", "1", "2", "99", "4") == Ended(
        2,
        "Expression of interest 1: confirmed. A notice waits to be sent.\nExpression of interest 4: confirmed.\n",
        "plazo: expression of interest 3 is confirmed: it cannot be confirmed\n"
        "plazo: expression of interest 2 is incomplete: it cannot be confirmed\n"
        "plazo: expression of interest 99: there is none with this number\n",
    )


@pytest.mark.parametrize("language", [None, "en", "es", "ar"])
def test_the_sender_is_told_in_the_language_that_was_chosen(
    filled: StateFile, language: str | None, tmp_path: Path
) -> None:
    with filled.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
        people.choose(connection, "telegram", "4242", language=language)
    filled.done("eoi", "confirm", "1", *AT_LATER)
    filled.done("eoi", "withdraw", "1", *AT_LATER)
    with filled.writing() as connection:
        messages = outbox.listed(connection)
    wording = open_knowledge(Sources(), tmp_path / "cache").conversation(language or "en")
    letter = wording.apart("CL-19/35")
    texts = [wording.say(f"form.notice_{name}", number=1, letter=letter) for name in ("confirmed", "withdrawn")]
    assert [(m.key, m.channel, m.address, m.due_at) for m in messages] == [
        ("eoi:1:confirmed:2019-08-01T08:00:00+00:00", "telegram", "4242", LATER),
        ("eoi:1:withdrawn:2019-08-01T08:00:00+00:00", "telegram", "4242", LATER),
    ]
    calls = [load(message.payload["calls"]) for message in messages if message.payload]
    assert calls == [[SendText(chat=4242, text=text)] for text in texts]


def test_who_wrote_by_mail_or_is_forgotten_gets_no_notice(filled: StateFile) -> None:
    assert filled.done("eoi", "withdraw", "2", "4").out.splitlines() == [
        "Expression of interest 2: withdrawn.",
        "Expression of interest 4: withdrawn.",
    ]
    with filled.writing() as connection:
        assert outbox.listed(connection) == []
        states = [entry.state for entry in interests.listed(connection)]
    assert states == ["complete", "withdrawn", "confirmed", "withdrawn"]


def test_what_is_withdrawn_stays_so(filled: StateFile) -> None:
    filled.done("eoi", "withdraw", "3")
    line = "expression of interest 3 is withdrawn: it cannot be withdrawn"
    assert filled.refusal("eoi", "withdraw", "3") == line
    assert filled.refusal("eoi", "confirm", "3") == "expression of interest 3 is withdrawn: it cannot be confirmed"


def test_an_empty_register_is_told(state: StateFile) -> None:
    assert state.done("eoi", "list").out == "Nothing to be listed.\n"
    assert state.done("eoi", "list", "--json").out == ""
