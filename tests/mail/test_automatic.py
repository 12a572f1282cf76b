"""Robots are told from people, by headers first and by words where there are none."""

from dataclasses import replace

import pytest

from bot.mailwords import quoting_words, robot_words
from mail.automatic import Robot, RobotKind, classify, suppress_reply
from mail.message import Mailbox, Message
from mail.parse import parse_message

OWN = frozenset({"desk@example.org"})
ANSWER = "In-Reply-To: <r-1@example.org>\r\n"


def _message(headers: str = "", body: str = "I will attend.", subject: str = "CL-19/35") -> Message:
    raw = f"From: Ana <ana@example.com>\r\nSubject: {subject}\r\n{headers}\r\n{body}"
    return parse_message(raw.encode(), quoting_words())


def _kind(message: Message) -> RobotKind | None:
    robot = classify(message, OWN, robot_words())
    return robot.kind if robot else None


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Auto-Submitted: Auto-Generated (rejected)\r\n",
        'Auto-Submitted: auto-notified; owner-email="a@b"\r\n',
        "X-Autoreply: yes\r\n",
        "X-Autorespond: away\r\n",
        "Precedence: auto_reply\r\n",
    ],
)
def test_classify_headers_of_an_automatic_reply(headers: str) -> None:
    assert _kind(_message(headers)) is RobotKind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no\r\n",
        "Return-Path: <>\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "List-Unsubscribe: <mailto:x@example.com>\r\n",
        "Precedence: normal\r\n",
        "X-Autoreply: no\r\n",
    ],
)
def test_classify_headers_that_prove_nothing(headers: str) -> None:
    assert _kind(_message(headers)) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: CL-19/35",
        "Out of Office: CL-19/35",
        "Respuesta automática: CL-19/35",
        "Fuera de la oficina: CL-19/35",
        "Réponse automatique : CL-19/35",
        "Absence : CL-19/35",
        "Автоответ: CL-19/35",
        "Автоматический ответ: CL-19/35",
        "自动答复: CL-19/35",
        "自动回复：CL-19/35",
        "رد تلقائي: CL-19/35",
        "Read: CL-19/35",
        "Leído: CL-19/35",
        "Lu : CL-19/35",
        "Прочтено: CL-19/35",
        "已读: CL-19/35",
    ],
)
def test_classify_subjects_of_robots_in_six_languages(subject: str) -> None:
    assert _kind(_message(subject=subject)) is RobotKind.AUTO_REPLY


@pytest.mark.parametrize(
    "body",
    [
        "Thank you. I am out of the office until 20 August. Ms Cara Example (cara@example.com) will attend.",
        "Estoy fuera de la oficina hasta el 20 de agosto.",
        "Je suis actuellement absente, jusqu’au 20 août.",
        "Здравствуйте! Я нахожусь в отпуске до 20 августа.",
        "您好，我目前不在办公室。",
        "أنا خارج المكتب حتى 20 أغسطس.",
    ],
)
def test_classify_first_lines_of_a_vacation_message_count_in_an_answer_only(body: str) -> None:
    assert _kind(_message(ANSWER, body)) is RobotKind.AUTO_REPLY
    assert _kind(_message("", body)) is None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: CL-19/35", "Our Director is on leave, so Ms Cara Example will attend."),
        ("Re: CL-19/35", "I will attend.\r\n\r\n> I am out of the office"),
        ("Absences at the session", "Nobody of ours is absent."),
        ("Re: Reading list", "I have read it."),
    ],
)
def test_classify_people_who_write_of_absence_are_people(subject: str, body: str) -> None:
    assert _kind(_message(ANSWER, body, subject)) is None


@pytest.mark.parametrize(
    "headers",
    [
        "List-Id: <news.example.net>\r\n",
        "Precedence: bulk\r\n",
        "List-Unsubscribe: <mailto:x@example.com>\r\nPrecedence: junk\r\n",
        "List-Unsubscribe: <mailto:x@example.com>\r\nFeedback-ID: a:b\r\n",
    ],
)
def test_classify_lists_and_bulk(headers: str) -> None:
    assert _kind(_message(headers)) is RobotKind.LIST_OR_BULK


def test_classify_our_own_messages_come_first() -> None:
    ours = parse_message(b"From: Desk <Desk@Example.org>\r\nAuto-Submitted: auto-replied\r\n\r\nx", quoting_words())
    assert classify(ours, OWN, robot_words()) == Robot(kind=RobotKind.OWN, reason="it comes from our own address")
    assert _kind(_message("X-Plazo: r-1\r\n")) is RobotKind.OWN


def test_classify_a_daemon_without_a_returned_message_is_no_bounce() -> None:
    message = parse_message(
        b"From: postmaster@example.net\r\nSubject: Nomination\r\n\r\nI will attend.", quoting_words()
    )
    assert classify(message, OWN, robot_words()) is None


@pytest.mark.parametrize(
    "subject", ["Undeliverable: x", "Correo no entregado", "Недоставленное: x", "系统退信", "تعذر التسليم: x"]
)
def test_classify_a_returned_message_by_its_subject_needs_a_mail_servers_address(subject: str) -> None:
    assert _kind(_message(subject=subject)) is None
    assert _kind(_message("Return-Path: <>\r\n", subject=subject)) is RobotKind.BOUNCE


def _from(address: str) -> Message:
    return replace(_message(), sender=Mailbox(address=address))


_ASKED = "the sender asks for no automatic answer (X-Auto-Response-Suppress)"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (_message(), None),
        (_message("Return-Path: <>\r\n"), None),
        (_message("X-Auto-Response-Suppress: DR, RN\r\n"), None),
        (_message("X-Auto-Response-Suppress: DR, AutoReply\r\n"), _ASKED),
        (_message("Reply-To: no-reply@example.com\r\n"), "the address takes no replies"),
        (_message("Reply-To: mailer-daemon@example.com\r\n"), "the address is a mail server's"),
        (_from(""), "there is no address to answer to"),
        (_from("noreply.events@example.com"), "the address takes no replies"),
        (_from("noreen@example.com"), None),
    ],
)
def test_suppress_reply_gives_the_reason(message: Message, reason: str | None) -> None:
    assert suppress_reply(message) == reason
