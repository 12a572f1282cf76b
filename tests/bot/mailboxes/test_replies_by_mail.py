"""Replies: their language, thread, form and envelope; at most one an hour; questions answered or passed on."""

import pytest

from handlers.interest import State
from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk, words
from tests.bot.mailboxes.letters import DESK, mail, nomination
from tests.smtpserver import SmtpServer

SUBJECT, BODY = nomination()
HALF_PAST, ELEVEN, ONE = (f"2019-08-01T{time}:00+02:00" for time in ("09:30", "11:00", "13:00"))
UNKNOWN = "Which hotels do you recommend near the venue of the CL-19/35 consultation?\n"
QUESTIONS = {
    "en": ("What is the deadline of CL-19/35?\n", "16 August 2019"),
    "es": ("¿Cuál es la fecha límite de la CL-19/35?\n", "16 de agosto de 2019"),
    "fr": ("Quelle est la date limite de la CL-19/35 ?\n", "16 août 2019"),
    "ru": ("Какой крайний срок по письму CL-19/35?\n", "16 августа 2019"),
    "zh": ("CL-19/35的截止日期是什么时候？\n", "2019年8月16日"),
    "ar": ("ما هو الموعد النهائي للرسالة CL-19/35؟\n", "16 أغسطس 2019"),
}


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_is_answered_in_its_language_with_the_letters_own_words(desk: Desk, language: str) -> None:
    question, answer = QUESTIONS[language]
    (reply,) = desk.gets(question, subject="")
    assert reply.message["Content-Language"] == language
    for kind in ("plain", "html"):
        assert answer in words(reply, kind)
        assert "16 de agosto" in words(reply, kind)  # the letter's words
        assert "CL-19/35" in words(reply, kind)
    assert (desk.last.kind, desk.last.target) == ("question", "done")


def test_a_reply_is_threaded_automatic_ours_and_from_the_mailbox_with_a_null_envelope_sender(desk: Desk) -> None:
    (reply,) = desk.gets(
        BODY, subject="AW: Re: Nominación", message_id="<two@x.example>", References="<zero@x.example> <one@x.example>"
    )
    head = reply.message
    assert (reply.received.sender, reply.to) == ("", "ana@ministry.example")
    assert (head["From"], head["Subject"]) == (f"Plazo <{DESK}>", "Re: Nominación")
    assert head["In-Reply-To"] == "<two@x.example>"
    assert head["References"].split() == ["<zero@x.example>", "<one@x.example>", "<two@x.example>"]
    assert (head["Auto-Submitted"], head["X-Plazo"]) == ("auto-replied", "1")
    assert reply.id.endswith("@itu.int>")
    assert head["Cc"] is head["Bcc"] is None


def test_where_the_server_refuses_the_null_sender_the_mailboxs_address_is_used(desk: Desk) -> None:
    desk.smtp.fail("MAIL", "550 5.7.1 No null sender", only_for="")
    (reply,) = desk.gets(BODY, subject=SUBJECT)
    assert reply.received.sender == DESK


def test_without_an_smtp_the_reply_waits_and_is_listed(make_desk: MakeDesk) -> None:
    desk = make_desk(options={"smtp": {}})
    text = desk.service.config.read_text(encoding="utf-8").replace("smtp = {  }\n", "")
    desk.service.config.write_text(text, encoding="utf-8")
    assert desk.gets(BODY, subject=SUBJECT) == []
    assert desk.entry.state is State.COMPLETE
    assert [message.address for message in desk.waiting] == ["ana@ministry.example"]
    assert desk.run("status", "--json").objects[0]["outbox"]["waiting"] == 1


# -- one an hour -----------------------------------------------------------------------------------------------------


def test_a_second_reply_within_the_hour_is_held_back_and_sums_up(desk: Desk) -> None:
    (first,) = desk.gets(BODY, subject=SUBJECT)
    thread = {"In_Reply_To": first.id, "subject": f"Re: {SUBJECT}"}
    added = "In addition, we nominate a second participant:\n\nName: {0} Sample\nEmail: {0}@ministry.example\n"
    assert desk.gets(added.format("Tomas"), now=HALF_PAST, **thread) == []
    assert desk.gets(added.format("Petra"), now=HALF_PAST, **thread) == []
    assert len(desk.waiting) == 1
    assert desk.sync("2019-08-01T09:55:00+02:00") == []
    (held,) = desk.sync(ELEVEN)
    for name in ("Joan Example", "Tomas Sample", "Petra Sample"):
        assert name in words(held)
    assert "Several messages of yours came within a short time" in words(held)
    assert held.id != first.id
    assert desk.sync(ONE) == []


def test_questions_of_one_thread_within_the_hour_are_answered_together(desk: Desk) -> None:
    (first,) = desk.gets(QUESTIONS["en"][0], subject="Question", message_id="<one@x.example>")
    thread = {"In_Reply_To": first.id, "References": f"<one@x.example> {first.id}", "subject": "Re: Question"}
    assert desk.gets("Who is the contact of CL-19/35?\n", now=HALF_PAST, **thread) == []
    assert desk.gets("What is the subject of CL-19/35?\n", now=HALF_PAST, **thread) == []
    (held,) = desk.sync(ELEVEN)
    assert "Christopher Clark" in words(held)
    assert words(held).count("In answer to your question") == 2


def test_a_thread_that_names_our_reply_only_is_the_same_thread(desk: Desk) -> None:
    (first,) = desk.gets(QUESTIONS["en"][0], subject="Question")
    assert desk.gets("Who is the contact of CL-19/35?\n", now=HALF_PAST, In_Reply_To=first.id) == []
    assert len(desk.sync(ELEVEN)) == 1


def test_other_senders_and_other_threads_are_answered_at_once(desk: Desk) -> None:
    question = QUESTIONS["en"][0]
    desk.deliver(mail(question), mail(question, sender="bo@x.example"), mail(question, message_id="<2@x.example>"))
    assert len(desk.sync()) == 3


# -- what the letters don't say --------------------------------------------------------------------------------------


def test_an_unknown_question_is_passed_on_once_to_the_contact_whose_answer_goes_to_whoever_asked(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(addresses=("desk@forum.example",))
    desk.deliver(mail(UNKNOWN, to="desk@forum.example", subject="Hotels", message_id="<h@x.example>"))
    note, reply = sorted(desk.sync(), key=lambda sent: sent.message["Reply-To"] is None)
    assert note.to == "sme@itu.int"
    assert (note.received.sender, note.message["Reply-To"]) == (
        "desk@forum.example",
        "Ana Ejemplo <ana@ministry.example>",
    )
    assert "Which hotels do you recommend" in words(note)
    assert note.message["In-Reply-To"] is None
    assert reply.to == "ana@ministry.example"
    assert "Christopher Clark" in words(reply)
    assert (desk.last.target, desk.last.reason) == ("done", "passed on to sme@itu.int")
    assert desk.run("mail", "replay", "1").status == 0
    assert [sent.to for sent in desk.sync(ELEVEN)] == ["ana@ministry.example"]


def test_an_unknown_question_whose_contact_is_a_watched_mailbox_goes_to_review_and_to_the_secretariat(
    desk: Desk,
) -> None:
    note, reply = sorted(desk.gets(UNKNOWN, subject="Hotels"), key=lambda sent: sent.message["Reply-To"] is None)
    assert note.to == desk.secretariat
    assert reply.to == "ana@ministry.example"
    assert "handed your question, with your name and address, to the secretariat" in words(reply)
    assert (desk.last.target, desk.last.reason) == ("review", "a question that the letters don't answer")


def asking(question: str) -> str:
    """A nomination that also asks something."""
    return BODY.replace("Best regards", f"{question}\n\nBest regards")


def test_a_nomination_with_a_question_gets_both(desk: Desk) -> None:
    (reply,) = desk.gets(asking("What is the deadline of CL-19/35?"), subject=SUBJECT)
    assert "is registered as no. 1" in words(reply)
    assert "16 August 2019" in words(reply)
    assert "In answer to your question" in words(reply)


def test_a_nomination_with_a_question_that_the_letters_do_not_answer_hands_it_on(desk: Desk) -> None:
    sent = desk.gets(asking("Which hotels do you recommend?"), subject=SUBJECT)
    assert sorted(message.to for message in sent) == ["ana@ministry.example", desk.secretariat]
    assert desk.entry.state is State.COMPLETE
    assert (desk.last.target, desk.last.interest) == ("review", 1)


def test_a_reply_goes_out_by_its_own_mailboxs_server(make_desk: MakeDesk) -> None:
    with SmtpServer() as second:
        desk = make_desk(addresses=(DESK, "two@itu.example"))
        head, _, tail = desk.service.config.read_text(encoding="utf-8").rpartition(f"port = {desk.smtp.port}")
        desk.service.config.write_text(f"{head}port = {second.port}{tail}", encoding="utf-8")
        desk.deliver(mail(BODY, subject=SUBJECT, to="two@itu.example"), to="two@itu.example")
        assert desk.sync() == []
        assert len(second.received) == 1
