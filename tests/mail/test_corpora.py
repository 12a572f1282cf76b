"""Whole collections of messages parse without an exception: our own, damaged, and those of the interpreter."""

import sysconfig
from pathlib import Path
from random import Random

import pytest

from bot.mailwords import quoting_words, robot_words
from mail.authentication import dmarc_failed
from mail.automatic import classify, suppress_reply
from mail.message import Message
from mail.parse import parse_message

WORDS = quoting_words()
ROBOTS = robot_words()
OURS = sorted((Path(__file__).resolve().parent.parent / "corpora" / "messages").glob("*.eml"))
THEIRS = Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data"
"""The messages with which the interpreter's own package is tested; some distributions leave them out."""


def _judged(raw: bytes) -> Message:
    message = parse_message(raw, WORDS)
    classify(message, frozenset(), ROBOTS)
    suppress_reply(message)
    dmarc_failed(message, "mx.example.org")
    return message


def test_corpora_the_interpreters_messages_parse() -> None:
    for path in sorted(THEIRS.glob("msg_*.txt")):
        message = _judged(path.read_bytes())
        assert isinstance(message, Message), path.name


@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_corpora_a_message_cut_off_anywhere_parses(path: Path) -> None:
    raw = path.read_bytes()
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        _judged(raw[:end])
        _judged(raw[end:])


@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_corpora_a_damaged_message_parses(path: Path) -> None:
    random = Random(path.stem)  # noqa: S311 - no secret: the same damage each time
    raw = path.read_bytes()
    for _ in range(30):
        damaged = bytearray(raw)
        for _ in range(min(len(raw), random.randint(1, 8))):
            at = random.randrange(len(raw))
            damaged[at : at + random.randint(0, 4)] = random.randbytes(random.randint(0, 3))
        _judged(bytes(damaged))


def test_corpora_messages_within_each_other_parse() -> None:
    whole = b""
    for path in OURS:
        whole = path.read_bytes() + b"\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n" + whole
    assert _judged(whole).sender.address == "ana@example.com"
