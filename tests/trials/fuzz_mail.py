"""Fuzzes what reads strangers' bytes: `python tests/trials/fuzz_mail.py TARGET [-runs=N] [FOLDER]`.

TARGET is one of `TARGETS`; further options are libFuzzer's. A target fails by raising anything; the input is then
written to a file. Inputs grow from the messages of the corpus, which are put into FOLDER.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it brings no types

with atheris.instrument_imports(include=["mail"]):
    from bot.mailwords import mail_words, quoting_words, robot_words
    from mail.authentication import dmarc_failed
    from mail.automatic import classify, suppress_reply
    from mail.documents import read_document
    from mail.html import html_lines
    from mail.nomination.reading import read_nomination
    from mail.parse import parse_message
    from mail.quoted import split_quoted

MESSAGES = Path(__file__).resolve().parent.parent / "corpora" / "messages"
WORDS = quoting_words()
ROBOTS = robot_words()
NOMINATING = mail_words()
OWN = frozenset({"desk@example.org"})


def fuzz_message(raw: bytes) -> None:
    """Any bytes are a message, and can be judged."""
    message = parse_message(raw, WORDS)
    classify(message, OWN, ROBOTS)
    suppress_reply(message)
    dmarc_failed(message, "mx.example.org")
    texts = (message.own, message.quoted, message.forwarded, message.subject, *message.warnings)
    "".join(texts).encode("utf-8")  # no half characters, which no database takes


def fuzz_quoted(raw: bytes) -> None:
    """Any text can be split."""
    split_quoted(raw.decode("utf-8", "replace"), WORDS, "Re: x" if raw[:1] < b"m" else "Fwd: x")


def fuzz_html(raw: bytes) -> None:
    """Any text can be HTML."""
    html_lines(raw.decode("utf-8", "replace"))


def fuzz_document(raw: bytes) -> None:
    """Any bytes can be attached as a document."""
    names = ("a.pdf", "a.docx", "a.vcf", "a.xlsx", "a.txt", "a.ics", "a.html")
    read_document(names[raw[0] % len(names)] if raw else "", "application/octet-stream", raw[1:])


def fuzz_nomination(raw: bytes) -> None:
    """Any message can be read as a nomination."""
    found = read_nomination(parse_message(raw, WORDS), NOMINATING)
    "".join(filter(None, (found.organization, *(p.name for p in found.participants)))).encode("utf-8")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "message": fuzz_message,
    "quoted": fuzz_quoted,
    "html": fuzz_html,
    "document": fuzz_document,
    "nomination": fuzz_nomination,
}


def main(arguments: list[str]) -> None:
    """Run one target."""
    if len(arguments) < 2 or arguments[1] not in TARGETS:
        sys.exit(f"usage: {Path(arguments[0]).name} {{{','.join(TARGETS)}}} [-runs=N] [FOLDER]")
    folder = next((Path(word) for word in arguments[2:] if not word.startswith("-")), None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for message in sorted(MESSAGES.glob("*.eml")):
            (folder / message.name).write_bytes(message.read_bytes())
    atheris.Setup([arguments[0], *arguments[2:]], TARGETS[arguments[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
