"""No machine is answered: robots of every kind, two Plazos, an echo, what answers our acknowledgement; at most once."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from handlers.interest import State
from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk, Reply
from tests.bot.mailboxes.letters import DESK, POLICY, mail, nomination
from tests.smtpserver import SmtpServer

SUBJECT, BODY = nomination()
HOURS = [f"2019-08-01T{hour:02}:00:00+02:00" for hour in range(9, 24, 2)]
"""So far apart that each reply could go out."""


def bounce(of: Reply, to: str = DESK) -> bytes:
    """A delivery report (RFC 3464) for a reply of ours that reached nobody."""
    head = of.received.raw.partition(b"\r\n\r\n")[0].decode()
    parts = (
        ("text/plain", f"The message to {of.to} could not be delivered."),
        (
            "message/delivery-status",
            f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {of.to}\r\nAction: failed\r\nStatus: 5.1.1",
        ),
        ("text/rfc822-headers", head),
    )
    body = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n\r\n" for kind, text in parts)
    fields = (
        "Return-Path: <>",
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example.org>",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f"Message-ID: <bounce.{of.id.strip('<>')}>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    )
    return ("\r\n".join(fields) + f"\r\n\r\n{body}--b--\r\n").encode()


ROBOTS = {
    "out of office": {"Auto_Submitted": "auto-replied", "subject": "Out of office: CL-19/35"},
    "out of office without a header": {"subject": "Automatic reply: CL-19/35"},
    "newsletter": {"List_Id": "<news.example.org>", "Precedence": "bulk", "List_Unsubscribe": "<https://x.example/u>"},
    "bulk": {"Precedence": "bulk"},
    "our own": {"X_Plazo": "1"},
    "read receipt": {"subject": "Read: CL-19/35", "Auto_Submitted": "auto-generated"},
    "monitoring": {"Auto_Submitted": "auto-generated"},
    "vacation program": {"X_Autoreply": "yes"},
}


@pytest.mark.parametrize("body", [BODY, "When is the deadline of CL-19/35?\n"], ids=["nomination", "question"])
def test_robots_get_no_reply_and_change_nothing(desk: Desk, body: str) -> None:
    desk.deliver(
        *(mail(body, sender="robot@x.example", **{"subject": SUBJECT, **headers}) for headers in ROBOTS.values())
    )
    assert desk.sync() == []
    assert desk.entries == []
    assert desk.waiting == []
    assert desk.folders() == (0, len(ROBOTS), 0)


def test_addresses_that_take_no_replies_get_none(desk: Desk) -> None:
    addresses = ("noreply@x.example", "mailer-daemon@x.example", DESK)
    desk.deliver(*(mail(BODY, subject=SUBJECT, sender=address) for address in addresses))
    assert desk.sync() == []


def test_whoever_asks_for_no_automatic_answer_is_registered_without_one(desk: Desk) -> None:
    assert desk.gets(BODY, subject=SUBJECT, X_Auto_Response_Suppress="OOF, AutoReply") == []
    assert len(desk.entries) == 1


def test_an_address_that_bounced_for_good_gets_nothing_more_until_its_owner_writes(desk: Desk) -> None:
    (reply,) = desk.gets(BODY, subject=SUBJECT)
    desk.deliver(bounce(reply))
    assert desk.sync(HOURS[1]) == []
    assert (desk.last.kind, desk.last.reason) == ("bounce", f"returns {reply.id}")
    person = desk.person("ana@ministry.example")
    assert person is not None
    assert (person.active, person.inactive_because) == (False, "bounced 5.1.1")


def test_what_still_waited_for_an_address_that_bounced_is_dropped(desk: Desk) -> None:
    (reply,) = desk.gets(BODY, subject=SUBJECT)
    assert desk.gets(BODY, subject=SUBJECT, message_id="<again@x.example>") == []
    assert len(desk.waiting) == 1
    desk.deliver(bounce(reply))
    assert desk.sync(HOURS[2]) == []
    assert desk.waiting == []


# -- five rounds with a machine that answers -------------------------------------------------------------------------


def rounds(desk: Desk, respond: Callable[[Reply, int], bytes | None], first: bytes) -> list[int]:
    """How many replies Plazo sent in each of six rounds, two hours apart, to a first mail and to what answers them."""
    desk.deliver(first)
    sent = []
    for number, now in enumerate(HOURS[:6]):
        replies = desk.sync(now)
        sent.append(len(replies))
        for reply in replies:
            answer = respond(reply, number)
            if answer is not None:
                desk.deliver(answer)
    return sent


def echoed(reply: Reply, number: int, **headers: str) -> bytes:
    """What an echo service without a header of a robot sends back: our own words."""
    return mail(
        reply.text(),
        sender=reply.to,
        name="Echo",
        subject=str(reply.message["Subject"]),
        message_id=f"<echo{number}@{reply.to.rpartition('@')[2]}>",
        **headers,
    )


@pytest.mark.parametrize(
    ("body", "threaded"),
    [
        (BODY, "thread"),
        (BODY, "alone"),
        ("When is the deadline of CL-19/35?\n", "parent"),
        ("¿Cuál es la fecha límite de la CL-19/35?\n", "alone"),
        ("Is there a list of hotels?\n", "parent"),
    ],
)
def test_an_echo_service_is_answered_once(desk: Desk, body: str, threaded: str) -> None:
    def respond(reply: Reply, number: int) -> bytes | None:
        if reply.to != "ana@ministry.example":
            return None
        parent, whole = {"In_Reply_To": reply.id}, f"{reply.message['References']} {reply.id}"
        headers = {"thread": {**parent, "References": whole}, "parent": parent, "alone": {}}[threaded]
        return echoed(reply, number, **headers)

    sent = rounds(desk, respond, mail(body, subject=SUBJECT))
    assert sent[1:] == [0] * 5


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_an_echo_that_adds_words_of_its_own_is_answered_once(desk: Desk, language: str) -> None:
    subject, body = nomination(language)

    def respond(reply: Reply, number: int) -> bytes:
        said = f"Your message was received:\n\n{reply.text()}\nEnd of the message.\n"
        return mail(said, sender=reply.to, subject="Echo", message_id=f"<{number}@x.example>", In_Reply_To=reply.id)

    assert rounds(desk, respond, mail(body, subject=subject)) == [1, 0, 0, 0, 0, 0]


def test_an_answer_above_our_unmarked_words_counts(desk: Desk) -> None:
    (reply,) = desk.gets(BODY, subject=SUBJECT)
    desk.gets(f"We withdraw the nomination.\n\n{reply.text()}", now=HOURS[1], In_Reply_To=reply.id)
    assert desk.entry.state is State.WITHDRAWN


def test_an_echo_service_that_quotes_is_answered_once(desk: Desk) -> None:
    def respond(reply: Reply, number: int) -> bytes:
        quoted = "".join(f"> {line}\n" for line in reply.text().splitlines())
        return mail(quoted, sender=reply.to, subject=str(reply.message["Subject"]), message_id=f"<e{number}@x.example>")

    assert rounds(desk, respond, mail(BODY, subject=SUBJECT)) == [1, 0, 0, 0, 0, 0]


AWAY = {
    "en": ("Out of office", "I am out of the office until 20 August and will answer your message then.\n"),
    "es": ("Respuesta automática", "Estoy fuera de la oficina hasta el 20 de agosto.\n"),
    "fr": ("Réponse automatique", "Je suis absente du bureau jusqu'au 20 août.\n"),
    "ru": ("Автоответ", "Меня нет в офисе до 20 августа.\n"),
    "zh": ("自动回复", "我目前不在办公室，8月20日返回。\n"),
    "ar": ("رد تلقائي", "أنا خارج المكتب حتى 20 أغسطس.\n"),
}


def test_an_out_of_office_that_answers_our_acknowledgement_ends_it(desk: Desk) -> None:
    texts = {f"{code}@x.example": text for code, text in AWAY.items()}

    def respond(reply: Reply, number: int) -> bytes:
        subject, text = texts[reply.to]
        name = f"{subject}: {reply.message['Subject']}"
        return mail(text, sender=reply.to, subject=name, message_id=f"<{number}{reply.to}>", In_Reply_To=reply.id)

    for address in list(texts)[1:]:
        desk.deliver(mail(BODY, subject=SUBJECT, sender=address))
    assert rounds(desk, respond, mail(BODY, subject=SUBJECT, sender="en@x.example")) == [6, 0, 0, 0, 0, 0]


def test_a_bounce_of_our_acknowledgement_ends_it(desk: Desk) -> None:
    assert rounds(desk, lambda reply, _: bounce(reply), mail(BODY, subject=SUBJECT)) == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("strips", [False, True], ids=["as sent", "headers of robots stripped on the way"])
def test_two_plazos_that_write_to_each_other_fall_silent(make_desk: MakeDesk, *, strips: bool) -> None:
    with SmtpServer() as second_smtp:
        desks = {
            DESK: make_desk("one"),
            "desk@two.example": make_desk("two", addresses=("desk@two.example",), smtp=second_smtp),
        }
        desks[DESK].deliver(mail(BODY, subject=SUBJECT, sender="desk@two.example"))
        sent = []
        for now in HOURS[:6]:
            replies = [reply for desk in desks.values() for reply in desk.sync(now)]
            sent.append(len(replies))
            for reply in replies:
                if reply.to in desks:
                    desks[reply.to].deliver(relayed(reply, strips=strips))
    assert sum(sent[:2]) <= 2
    assert sent[2:] == [0] * 4


def relayed(reply: Reply, *, strips: bool) -> bytes:
    """A reply as the other side gets it."""
    message = EmailMessage(policy=POLICY)
    gone = {"auto-submitted", "x-plazo"} if strips else set()
    for name, value in reply.message.items():
        if name.lower() not in gone | {"content-type", "mime-version", "content-transfer-encoding"}:
            message[name] = str(value)
    message.set_content(reply.text())
    return message.as_bytes()
