"""`plazo mail sync`: every new message is dealt with once and moved; what fails is told, and keeps nobody waiting."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress

import psutil
import pytest
from sqlalchemy import select

from bot.errors import PoisonError
from bot.mailboxes.parsing import Parser
from bot.store.tables import mails
from handlers.interest import State
from mail.message import Message
from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk
from tests.bot.mailboxes.letters import DESK, mail, nomination
from tests.bot.service import NOW
from tests.dovecot import PASSWORD

OTHER = "other@itu.example"
SUBJECT, BODY = nomination()
QUESTION = "When is the deadline of CL-19/35?\n"
STRANGERS_WITHDRAWAL = "Regarding CL-19/35, we withdraw the nomination of Joan Example.\n"


def crowd(number: int) -> list[bytes]:
    """So many nominations, each of a person of its own."""
    names = ("Ada", "Bea", "Cleo", "Dora", "Eva", "Flora", "Greta", "Hanna", "Ida", "Julia")
    made = [
        (nomination("en", f"{name} Example", f"{name.lower()}@m{n}.example"), n)
        for n, name in enumerate(names[:number])
    ]
    return [mail(body, subject=subject, sender=f"clerk{n}@m{n}.example") for (subject, body), n in made]


class Poisoned(Parser):
    """A parser whose process is killed by some messages, as by a fault in a library."""

    async def parse(self, raw: bytes) -> Message:
        """Parse, or fail."""
        if b"poison" in raw:
            raise PoisonError("its parsing ended with a crash")
        return await super().parse(raw)


def test_every_message_is_dealt_with_moved_and_left_unread_and_the_second_run_does_nothing(make_desk: MakeDesk) -> None:
    desk = make_desk(addresses=(DESK, OTHER))
    desk.deliver(mail(BODY, subject=SUBJECT), mail(QUESTION, sender="bo@x.example"), to=DESK)
    desk.deliver(mail(STRANGERS_WITHDRAWAL, sender="mallory@elsewhere.example", to=OTHER), to=OTHER)
    first = desk.run("mail", "sync", "--now", NOW)
    assert (first.status, first.out) == (0, "")
    assert PASSWORD not in first.err
    assert len(desk.new_replies()) == 3
    assert desk.folders(DESK) == (0, 2, 0)
    assert desk.folders(OTHER) in {(0, 0, 1), (0, 1, 0)}  # whichever mailbox was faster
    for user in desk.users.values():
        with desk.dovecot.connect(user) as client:
            for folder in ("INBOX", "Plazo/Done", "Plazo/Review"):
                client.select_folder(folder, readonly=True)
                assert client.search("SEEN") == []
    before = desk.mails
    second = desk.run("mail", "sync", "--now", NOW)
    assert (second.status, second.out) == (0, "")
    assert desk.new_replies() == []
    assert desk.mails == before


def test_a_mailbox_that_cannot_be_read_is_told_in_a_line_and_the_others_are_done(make_desk: MakeDesk) -> None:
    desk = make_desk(addresses=(DESK, OTHER))
    text = desk.service.config.read_text(encoding="utf-8")
    head, sign, tail = text.rpartition(PASSWORD)
    desk.service.config.write_text(f"{head}wrong horse{tail}", encoding="utf-8")
    assert sign
    desk.deliver(mail(BODY, subject=SUBJECT))
    ended = desk.run("mail", "sync", "--now", NOW)
    assert ended.status == 1
    complaints = [line for line in ended.err.splitlines() if line.startswith("plazo: ")]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"plazo: {OTHER}: ")
    assert "wrong horse" not in ended.err
    assert "Traceback" not in ended.err
    assert desk.folders(DESK) == (0, 1, 0)


def test_a_server_that_is_not_there_is_told_and_exits_with_1(make_desk: MakeDesk) -> None:
    desk = make_desk()
    text = desk.service.config.read_text(encoding="utf-8")
    desk.service.config.write_text(text.replace(f"port = {desk.dovecot.port}", "port = 9"), encoding="utf-8")
    ended = desk.run("mail", "sync", "--now", NOW)
    assert ended.status == 1
    assert f"plazo: {DESK}: 127.0.0.1:9" in ended.err


def test_a_configuration_without_mailboxes_is_refused(desk: Desk) -> None:
    desk.service.config.write_text("", encoding="utf-8")
    ended = desk.run("mail", "sync")
    assert (ended.status, ended.out) == (2, "")
    assert "expected a table [[mailboxes]]" in ended.err


def test_what_does_not_end_up_sent_is_sent_by_the_next_run(desk: Desk) -> None:
    desk.smtp.fail("MAIL", "451 4.3.0 Later")
    assert desk.gets(BODY, subject=SUBJECT) == []
    assert desk.entry.state is State.COMPLETE
    desk.smtp.heal()
    assert len(desk.sync("2019-08-01T09:30:00+02:00")) == 1


# -- which messages are the same -------------------------------------------------------------------------------------


def test_a_message_without_a_message_id_is_registered_and_answered(desk: Desk) -> None:
    (reply,) = desk.gets(BODY, subject=SUBJECT, message_id=None)
    assert reply.message["In-Reply-To"] is None
    assert desk.entry.state is State.COMPLETE


def test_two_messages_without_a_message_id_are_both_registered(desk: Desk) -> None:
    other = nomination(name="Tomas Sample", email="tomas@ministry.example")[1]
    desk.deliver(mail(BODY, subject=SUBJECT, message_id=None), mail(other, subject=SUBJECT, message_id=None))
    desk.sync()
    assert len(desk.entries) == 2


def test_the_same_message_twice_is_registered_and_answered_once(desk: Desk) -> None:
    desk.deliver(*[mail(BODY, subject=SUBJECT)] * 2)
    assert len(desk.sync()) == 1
    assert desk.entry.id == 1
    assert desk.last.reason == "the same as number 1"
    assert desk.folders() == (0, 2, 0)


def test_two_messages_with_one_message_id_are_both_registered(desk: Desk) -> None:
    other = nomination(name="Tomas Sample", email="tomas@elsewhere.example")[1]
    same = {"subject": SUBJECT, "message_id": "<same@mailer.example>"}
    desk.deliver(mail(BODY, **same), mail(other, sender="tomas@elsewhere.example", name="Tomas Sample", **same))
    assert {reply.to for reply in desk.sync()} == {"ana@ministry.example", "tomas@elsewhere.example"}
    assert [entry.owner for entry in desk.entries] == ["ana@ministry.example", "tomas@elsewhere.example"]


def test_two_unanswered_questions_with_one_message_id_are_both_passed_on(desk: Desk) -> None:
    same = {"subject": "CL-19/35", "message_id": "<same@mailer.example>"}
    desk.deliver(
        mail("Is there a hotel list for the meeting?\n", **same),
        mail("Who pays for the visas of the delegates?\n", sender="bo@x.example", **same),
    )
    notes = [reply for reply in desk.sync() if reply.to == desk.secretariat]
    assert {str(note.message["Reply-To"]).rpartition("<")[2].strip(">") for note in notes} == {
        "ana@ministry.example",
        "bo@x.example",
    }


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\xff\xfe\x00", b"From: \r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n--"]
)
def test_what_is_hardly_a_message_is_dealt_with_too(desk: Desk, raw: bytes) -> None:
    desk.deliver(raw or b"\n")
    assert desk.sync() == []
    assert desk.folders()[0] == 0
    assert len(desk.mails) == 1


# -- poison ----------------------------------------------------------------------------------------------------------


def stored(desk: Desk) -> Sequence[bytes]:
    """The bytes of what is stored, in order."""
    return desk.read(lambda c: c.execute(select(mails.c.raw).order_by(mails.c.id)).scalars().all())


def test_a_poisonous_message_goes_to_review_with_the_reason_and_holds_nobody_up(desk: Desk) -> None:
    poison = mail("poison\n", sender="eve@x.example")
    desk.deliver(poison, *crowd(3))
    parser = Poisoned()
    try:
        assert len(desk.sync(parser=parser)) == 3
    finally:
        parser.close()
    first = desk.mails[0]
    assert (first.kind, first.target, first.reason) == ("poisonous", "review", "its parsing ended with a crash")
    assert desk.folders() == (0, 3, 1)
    assert stored(desk)[0] == next(iter(desk.dovecot.messages(desk.user, "Plazo/Review").values()))
    listed = desk.run("mail", "list", "--review", "--json")
    assert [line["reason"] for line in listed.objects] == ["its parsing ended with a crash"]


def test_a_message_that_a_person_replays_is_dealt_with_once_more(desk: Desk) -> None:
    desk.deliver(mail(BODY + "\npoison\n", subject=SUBJECT))
    parser = Poisoned()
    try:
        desk.sync(parser=parser)
    finally:
        parser.close()
    assert desk.entries == []
    ended = desk.run("mail", "replay", "1")
    assert (ended.status, ended.out) == (0, "Mail 1: will be dealt with once more.\n")
    (reply,) = desk.sync()
    assert reply.to == "ana@ministry.example"
    assert desk.entry.state is State.COMPLETE
    assert desk.run("mail", "replay", "7").status == 2


class Killing(Parser):
    """A parser whose processes are killed each time that they have a poisonous message."""

    def __init__(self) -> None:
        """Begin without victims."""
        super().__init__()
        self.killed = 0

    async def parse(self, raw: bytes) -> Message:
        """Parse; where it is poison, all processes that parse die at first."""
        if b"poison" in raw and self.killed < 1:
            await super().parse(mail("warm up"))
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):  # one that has just ended
                    if "spawn_main" in " ".join(child.cmdline()):
                        os.kill(child.pid, signal.SIGKILL)
                        self.killed += 1
        return await super().parse(raw)


def test_the_death_of_a_parsing_process_costs_no_message(desk: Desk) -> None:
    desk.deliver(mail("poison\n", sender="eve@x.example"), *crowd(5))
    parser = Killing()
    try:
        desk.sync(parser=parser)
    finally:
        parser.close()
    assert parser.killed
    assert len(desk.entries) == 5
    assert desk.folders() == (0, 6, 0)


# -- `mail list` -----------------------------------------------------------------------------------------------------


def test_mail_list_tells_what_became_of_each_message(desk: Desk) -> None:
    desk.deliver(mail(BODY, subject=SUBJECT))
    desk.sync()
    desk.gets(STRANGERS_WITHDRAWAL, sender="mallory@elsewhere.example")
    rows = desk.run("mail", "list", "--json").objects
    assert [(row["id"], row["kind"], row["target"], row["state"], row["interest"]) for row in rows] == [
        (2, "withdrawal", "review", "moved", None),
        (1, "expression_of_interest", "done", "moved", 1),
    ]
    shown = desk.run("mail", "list", "--review").out
    assert "mallory@elsewhere.example" in shown
    assert "withdrawal → review (a change that is not the sender's to make)" in shown
    assert shown.count("\n") == 1
