"""Any bytes become a message: tricky ones as expected, the rest without an exception, long ones in bounded work."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.mailwords import quoting_words, robot_words
from mail.automatic import classify, suppress_reply
from mail.mime import DEEPEST_PART
from mail.parse import MOST_CHARACTERS, parse_message

WORDS = quoting_words()
_FOLDER = Path(__file__).resolve().parent.parent / "corpora" / "messages"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((_FOLDER / "messages.yaml").read_text(encoding="utf-8"))
_HEADER = b"From: ana@example.com\r\nDate: Mon, 05 Aug 2019 17:40:00 +0200\r\n"


def _found(name: str) -> dict[str, Any]:
    """What is read of a message, in the form of the expectations."""
    message = parse_message((_FOLDER / f"{name}.eml").read_bytes(), WORDS)
    robot = classify(message, frozenset({"desk@example.org"}), robot_words())
    return {
        "sender": f"{message.sender.name} <{message.sender.address}>".strip(),
        "subject": message.subject,
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "to": [f"{box.name} <{box.address}>".strip() for box in message.to] if len(message.to) > 1 else [],
        "message_id": message.message_id,
        "own": message.own,
        "quoted": message.quoted,
        "forwarded": message.forwarded,
        "attachments": [
            {"name": part.name, "source": str(part.source), "text": part.text, "problem": part.problem}
            for part in message.attachments
        ],
        "robot": str(robot.kind) if robot else None,
        "report": [[failure.address, failure.is_final, failure.status] for failure in message.report],
        "returned_message_id": message.returned_message_id,
        "warnings": list(message.warnings),
    }


_USUAL: dict[str, Any] = {
    "subject": "Nomination",
    "to": [],
    "message_id": "<m1@example.com>",
    "own": "",
    "quoted": "",
    "forwarded": "",
    "attachments": [],
    "robot": None,
    "report": [],
    "returned_message_id": None,
    "warnings": [],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_parse_message_reads_what_is_broken_or_tricky(name: str) -> None:
    assert _found(name) == {**_USUAL, **EXPECTED[name]}


def test_parse_message_every_message_of_the_corpus_has_an_expectation() -> None:
    assert sorted(path.stem for path in _FOLDER.glob("*.eml")) == sorted(EXPECTED)


_TEXTS = """
From:_|To:_|Subject:_|Date:_|Content-Type:_|Content-Transfer-Encoding:_|base64|quoted-printable|_|;|:|(|<|>|>_|*
multipart/mixed; boundary=b|multipart/alternative; boundary=b|message/rfc822|--b|--b--|application/pdf|name=a.vcf
text/html; charset=utf-16|text/plain; charset=utf-7; format=flowed|=?utf-8?b?|?=|=?x?q?=FF|<a@b.example>|x.docx
<table><tr><td>|<blockquote type=cite>|</td>|<div id=divRplyFwdMsg>|---- Forwarded message ----|From: a
Sent: 1 Aug 2019 17:40|On 5 Aug 2019 at 17:40, Ana <a@b.example> wrote:|filename*0*=utf-8''%FF|%PDF-1.4|BEGIN:VCARD|+2A-
"""
_BYTES = [b"\r\n", b"\n", b"\r", b"\xff", b"\x00", b"\xe2\x80", b"PK\x03\x04", b'"']
_PIECES = st.sampled_from([*_TEXTS.strip().replace("_", " ").replace("\n", "|").encode().split(b"|"), *_BYTES])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=40).map(b"".join)))
@example(b"Content-Type: text/html\n\n<div id=divRplyFwdMsg>x")
@example(b"Content-Type: text/plain; charset=utf-7\n\n+2A-")
@example(b"From: " + b"(" * 5_000)
@example(b"Content-Type: text/plain; charset=uu\n\n\xff")
@example(b"From: =?uu?q?=FF?= \xff")
def test_parse_message_never_raises_and_gives_text_that_can_be_kept(raw: bytes) -> None:
    message = parse_message(raw, WORDS)
    classify(message, frozenset(), robot_words())
    suppress_reply(message)
    kept = [message.own, message.quoted, message.forwarded, message.subject, message.sender.name, *message.warnings]
    kept += [value for values in message.headers.values() for value in values]
    kept += [text for part in message.attachments for text in (part.name, part.text, part.problem or "")]
    assert "\0" not in "".join(kept)
    "".join(kept).encode("utf-8")
    assert message.sent_at is None or message.sent_at.utcoffset() is not None


def test_parse_message_headers_hold_all_of_a_name_decoded_in_their_order() -> None:
    raw = b"Received: one\r\nX-Note: =?utf-8?q?=C3=A9?=\r\nreceived: two\r\n three\r\n\r\n"
    message = parse_message(raw, WORDS)
    assert message.headers == {"received": ("one", "two three"), "x-note": ("é",)}
    assert (message.header("X-NOTE"), message.header("missing")) == ("é", "")


def test_parse_message_ids_are_those_in_angle_brackets() -> None:
    raw = b"Message-ID: bare@example.com\nIn-Reply-To: Ana's of Monday <a@x>\nReferences: <a@x>\n\t<b@x><a@x>\n\n"
    message = parse_message(raw, WORDS)
    assert message.message_id == "bare@example.com"
    assert (message.in_reply_to, message.references) == (("<a@x>",), ("<a@x>", "<b@x>"))


def test_parse_message_date_is_aware_of_its_zone() -> None:
    assert parse_message(_HEADER + b"\r\n", WORDS).sent_at == datetime(2019, 8, 5, 15, 40, tzinfo=UTC)


def test_parse_message_parts_nested_too_deeply_are_left_alone() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(DEEPEST_PART * 20)
    )
    message = parse_message(_HEADER + nested + b"\r\nx", WORDS)
    assert "there are too many parts or they nest too deeply" in message.warnings


def test_parse_message_texts_are_bounded_together() -> None:
    part = (
        b"--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\n"
        + b"a" * 1_500_000
        + b"\r\n"
    )
    message = parse_message(_HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 3 + b"--b--", WORDS)
    assert sum(len(attachment.text) for attachment in message.attachments) == MOST_CHARACTERS
    assert "the text is cut" in message.warnings


def test_parse_message_a_large_attachment_is_not_unpacked() -> None:
    content = base64.encodebytes(bytes(15_000_000))
    part = b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + content
    message = parse_message(
        _HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n" + part + b"--b--", WORDS
    )
    assert (message.own, [part.problem for part in message.attachments]) == ("hi", ["the file is too large"])


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain\r\n\r\n" + b"\n" * 3_000_000,
        b"Content-Type: text/html\r\n\r\n" + b"<br>" * 500_000,
        b"To: " + b"a@b.example, " * 200_000,
        b"Subject: " + b"x\n " * 1_000_000,
        b"Subject: x\n" * 300_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 300_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 50_000,
        b"Content-Type: text/plain" + b'; a="' * 100_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000,
    ],
    ids=["newlines", "breaks", "recipients", "folds", "fields", "boundaries", "messages", "parameters", "words"],
)
def test_parse_message_what_is_long_ends(raw: bytes) -> None:
    assert parse_message(raw, WORDS).warnings
