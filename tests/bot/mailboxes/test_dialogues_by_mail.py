"""The register by e-mail: new entries, completed, corrected, repeated, withdrawn, late; one register for all."""

import pytest

from bot.store import interests
from handlers.interest import Action, State
from tests.bot.mailboxes.desk import Desk, Reply, words
from tests.bot.mailboxes.letters import NOMINATIONS, mail, nomination
from tests.bot.service import NOW
from tests.bot.state import enrol

LATER = "2019-08-01T11:30:00+02:00"
"""When the hour after the first reply is over."""
SUBJECT, BODY = nomination()
UNFINISHED = (
    "Dear Sir or Madam,\n\nThe Ministry of Digital Trade of Kenya would like to take part in the consultation of "
    "CL-19/35 and nominates Joan Example, Director.\n\nBest regards,\n"
)


def answer(reply: Reply) -> dict[str, str]:
    """The headers of an answer to a reply, as every mail program writes them."""
    chain = " ".join([*str(reply.message["References"] or "").split(), reply.id])
    return {"subject": str(reply.message["Subject"]), "In_Reply_To": reply.id, "References": chain}


def states(desk: Desk) -> list[State]:
    """The states of the entries."""
    return [entry.state for entry in desk.entries]


def actions(desk: Desk) -> list[Action]:
    """What happened to the only entry."""
    number = desk.entry.id
    return [event.action for event in desk.read(lambda c: interests.history(c, number))]


@pytest.mark.parametrize("language", NOMINATIONS)
def test_a_nomination_is_registered_and_acknowledged_in_its_language(desk: Desk, language: str) -> None:
    subject, body = nomination(language)
    (reply,) = desk.gets(body, subject=subject)
    entry = desk.entry
    assert (entry.letter, entry.state, entry.channel, entry.owner) == (
        "CL-19/35",
        State.COMPLETE,
        "email",
        "ana@ministry.example",
    )
    assert [(p.name, p.email) for p in entry.participants] == [("Joan Example", "joan@ministry.example")]
    assert not entry.late
    assert reply.message["Content-Language"] == language
    assert (reply.to, reply.message["Subject"]) == ("ana@ministry.example", f"Re: {subject}")
    for kind in ("plain", "html"):
        text = reply.text(kind)
        assert "Joan Example" in text
        assert "joan@ministry.example" in text
        assert "CL-19/35" in text
    assert desk.folders() == (0, 1, 0)


def test_what_is_missing_is_asked_for_and_the_answer_in_the_thread_completes_the_entry(desk: Desk) -> None:
    (asked,) = desk.gets(UNFINISHED, subject=SUBJECT)
    assert states(desk) == [State.INCOMPLETE]
    assert "the e-mail address of Joan Example" in words(asked)
    (done,) = desk.gets("Email: joan@ministry.example\n", now=LATER, **answer(asked))
    assert states(desk) == [State.COMPLETE]
    assert [p.email for p in desk.entry.participants] == ["joan@ministry.example"]
    assert "no. 1" in words(done)
    assert "complete and registered" in words(done)
    assert actions(desk) == [Action.RECEIVED, Action.COMPLETED]


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("email", "joan@ministry.example\n"),
        ("email", "Su correo es joan@ministry.example, saludos.\n"),
        ("organization", "The organisation is the Ministry of Digital Trade of Kenya.\n"),
        ("organization", "Министерство цифровой торговли Казахстана\n"),
    ],
)
def test_a_bare_answer_to_what_was_asked_for_completes_the_entry(desk: Desk, lacking: str, said: str) -> None:
    without = (
        UNFINISHED if lacking == "email" else "I nominate for CL-19/35:\n\nName: Joan Example\nEmail: j@x.example\n"
    )
    (asked,) = desk.gets(without, subject=SUBJECT)
    assert states(desk) == [State.INCOMPLETE]
    desk.gets(said, now=LATER, **answer(asked))
    assert states(desk) == [State.COMPLETE]


def test_an_answer_to_what_was_asked_for_that_is_not_understood_goes_to_review(desk: Desk) -> None:
    (asked,) = desk.gets(UNFINISHED, subject=SUBJECT)
    assert desk.gets("We shall see about that.\n", now=LATER, **answer(asked)) == []
    assert (desk.last.target, desk.last.interest) == ("review", 1)


def test_thanks_for_a_complete_entry_are_left_alone(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    assert desk.gets("Thank you very much!\n", now=LATER, **answer(first)) == []
    assert (desk.last.kind, desk.last.target) == ("other", "done")


def test_a_second_mail_of_the_same_sender_without_a_thread_completes_the_entry(desk: Desk) -> None:
    desk.gets(UNFINISHED, subject=SUBJECT)
    desk.gets(
        "Dear Sir or Madam,\n\nFor CL-19/35, here is the missing address.\n\nName: Joan Example\n"
        "Email: joan@ministry.example\n",
        now=LATER,
        subject="CL-19/35: address",
    )
    assert states(desk) == [State.COMPLETE]
    assert actions(desk) == [Action.RECEIVED, Action.COMPLETED]


def test_a_correction_in_the_thread_replaces_the_participant(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    desk.gets(
        "Please replace Joan Example by our new nominee:\n\nName: Tomas Sample\n"
        "Position: Adviser\nEmail: tomas@ministry.example\n",
        now=LATER,
        **answer(first),
    )
    assert [(p.name, p.email) for p in desk.entry.participants] == [("Tomas Sample", "tomas@ministry.example")]
    assert states(desk) == [State.COMPLETE]
    assert actions(desk) == [Action.RECEIVED, Action.CORRECTED]


def test_the_same_nomination_again_makes_no_second_entry_and_is_said_to_be_registered(desk: Desk) -> None:
    desk.gets(BODY, subject=SUBJECT)
    (reply,) = desk.gets(BODY, now=LATER, subject=SUBJECT, message_id="<again@ministry.example>")
    assert actions(desk) == [Action.RECEIVED, Action.REPEATED]
    assert "is registered already, as no. 1" in words(reply)


def test_an_additional_participant_joins_the_entry_of_the_thread(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    desk.gets(
        "Dear Sir or Madam,\n\nIn addition, we nominate a second participant:\n\nName: Tomas Sample\n"
        "Position: Adviser\nEmail: tomas@ministry.example\n",
        now=LATER,
        **answer(first),
    )
    assert [p.name for p in desk.entry.participants] == ["Joan Example", "Tomas Sample"]


@pytest.mark.parametrize(
    ("who", "name"), [("ana@ministry.example", "Ana Ejemplo"), ("joan@ministry.example", "Joan Example")]
)
def test_the_nominator_and_the_participant_may_withdraw_without_a_thread(desk: Desk, who: str, name: str) -> None:
    desk.gets(BODY, subject=SUBJECT)
    (reply,) = desk.gets(
        "Dear Sir or Madam,\n\nRegarding CL-19/35, we withdraw the nomination of Joan Example.\n\nBest regards,\n",
        now=LATER,
        sender=who,
        name=name,
        subject="Withdrawal, CL-19/35",
    )
    assert desk.entry.state is State.WITHDRAWN
    assert reply.to == who
    assert "is withdrawn, as you asked" in words(reply)


def test_whoever_has_our_acknowledgement_may_withdraw_in_its_thread(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    desk.gets(
        "We withdraw the nomination.\n",
        now=LATER,
        sender="assistant@ministry.example",
        name="Sam Sample",
        **answer(first),
    )
    assert desk.entry.state is State.WITHDRAWN


def test_after_a_withdrawal_a_nomination_is_a_new_entry(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    desk.gets("We withdraw the nomination of Joan Example.\n", now=LATER, **answer(first))
    desk.gets(BODY, now="2019-08-02T09:00:00+02:00", subject=SUBJECT, message_id="<again@ministry.example>")
    assert [entry.state for entry in desk.entries] == [State.WITHDRAWN, State.COMPLETE]


def test_regrets_of_somebody_who_is_not_registered_are_noted(desk: Desk) -> None:
    (reply,) = desk.gets(
        "Dear Sir or Madam,\n\nWe regret that our ministry cannot take part in the consultation of CL-19/35.\n",
        subject="CL-19/35",
    )
    assert desk.entries == []
    assert desk.last.kind == "withdrawal"
    assert "Your message has been noted" in words(reply)


@pytest.mark.parametrize(
    ("sent", "late"), [("Fri, 16 Aug 2019 23:59:00 +0200", False), ("Sat, 17 Aug 2019 00:01:00 +0200", True)]
)
def test_what_was_sent_after_the_deadline_is_registered_and_marked(desk: Desk, sent: str, *, late: bool) -> None:
    (reply,) = desk.gets(BODY, now="2019-08-17T09:00:00+02:00", subject=SUBJECT, date=sent)
    assert desk.entry.late is late
    assert ("marked as late" in words(reply)) is late


def test_the_register_is_one_with_that_of_the_chat(desk: Desk) -> None:
    desk.sync()
    database = desk.database()
    with database.transaction() as connection:
        enrol(connection)
    database.dispose()
    desk.gets(BODY, subject=SUBJECT)
    ended = desk.run("eoi", "list", "--json")
    assert [(entry["id"], entry["channel"]) for entry in ended.objects] == [(1, "telegram"), (2, "email")]


def test_a_participant_whom_the_chat_registered_may_withdraw_by_mail(desk: Desk) -> None:
    desk.sync()
    database = desk.database()
    with database.transaction() as connection:
        enrol(connection)
    database.dispose()
    desk.gets("I withdraw my nomination for CL-19/35.\n", sender="ana@example.org", subject="Withdrawal, CL-19/35")
    assert desk.entry.state is State.WITHDRAWN


def test_two_nominations_of_one_ministry_for_different_persons_are_two_entries(desk: Desk) -> None:
    desk.gets(BODY, subject=SUBJECT)
    subject, body = nomination(name="Tomas Sample", email="tomas@ministry.example")
    desk.gets(body, now=NOW, subject=subject)
    assert [[p.name for p in entry.participants] for entry in desk.entries] == [["Joan Example"], ["Tomas Sample"]]


def test_an_entry_is_written_with_the_ids_of_all_its_messages(desk: Desk) -> None:
    (first,) = desk.gets(UNFINISHED, subject=SUBJECT, message_id="<one@ministry.example>")
    desk.deliver(mail("Email: joan@ministry.example\n", message_id="<two@ministry.example>", **answer(first)))
    desk.sync(LATER)
    assert list(desk.entry.message_ids) == ["<one@ministry.example>", "<two@ministry.example>"]
