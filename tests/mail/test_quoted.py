"""What is the sender's own, what is quoted, what is passed on: as mail programs write it in six languages."""

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.mailwords import quoting_words
from mail.quoted import fold, split_quoted, subject_prefix

WORDS = quoting_words()
_FORMS = Path(__file__).resolve().parent.parent / "corpora" / "messages" / "quoting.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(_FORMS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_split_quoted_keeps_own_quoted_and_forwarded_apart(case: dict[str, Any]) -> None:
    found = split_quoted(case["text"], WORDS, case["subject"])
    assert (found.own, found.forwarded) == (case.get("own", ""), case.get("forwarded", ""))
    assert case.get("quoted", "") in found.quoted
    assert bool(found.quoted) is ("quoted" in case)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_split_quoted_minds_neither_line_ends_nor_spaces(case: dict[str, Any]) -> None:
    plain = split_quoted(case["text"], WORDS, case["subject"])
    windows = split_quoted(case["text"].replace("\n", "  \r\n"), WORDS, case["subject"])
    assert windows == plain


@given(st.text(alphabet=st.sampled_from("ab >:@<5-_\n\r\tDeOn\u200f\xa0")), st.sampled_from(["", "Re: x", "Fwd: x"]))
def test_split_quoted_loses_no_letter(text: str, subject: str) -> None:
    found = split_quoted(text, WORDS, subject)
    kept = found.own + found.quoted + found.forwarded
    letters = [character for character in text if character.isalnum()]
    assert sorted(letters) == sorted(character for character in kept if character.isalnum())


_ATTRIBUTION = "On Mon, Aug 5, 2019 at 5:40 PM Ana <ana@example.org> "
HOSTILE: dict[str, Callable[[int], str]] = {
    "one line": lambda size: "a" * size,
    "one line of spaces": lambda size: " " * size,
    "marks": lambda size: ">" * size,
    "marks and spaces": lambda size: "> " * (size // 2),
    "on": lambda size: "On " * (size // 3),
    "lines of on": lambda size: "On\n" * (size // 3),
    "from": lambda size: "From:" * (size // 5),
    "lines of from": lambda size: "From:\n" * (size // 6),
    "fields": lambda size: "From: a\nSent: b\n" * (size // 16),
    "blank lines": lambda size: "\n" * size,
    "nested quotes": lambda size: "\n".join(">" * (n % 60) + " x" for n in range(size // 32)),
    "attributions": lambda size: f"{_ATTRIBUTION}\n" * (size // len(_ATTRIBUTION)),
    "broken attributions": lambda size: f"{_ATTRIBUTION}wrote:\n>\n" * (size // len(_ATTRIBUTION)),
    "forwards": lambda size: "---- Forwarded message ----\nx\n" * (size // 30),
    "rules": lambda size: ("_" * 40 + "\n\n") * (size // 42),
    "long rules": lambda size: ("_" * 590 + "\n") * (size // 591),
    "long labels": lambda size: (" * _" * 140 + ":\n") * (size // 562),
    "dashes": lambda size: "-" * size,
    "colons": lambda size: ":" * size,
    "stars": lambda size: "*_ |" * (size // 4),
    "combining": lambda size: "a\u0301\u200f" * (size // 3),
}


def _cost(text: str) -> float:
    def once() -> float:
        began = process_time()
        split_quoted(text, WORDS)
        return process_time() - began

    return min(once() for _ in range(3))


@pytest.mark.parametrize("name", HOSTILE)
def test_split_quoted_takes_time_in_proportion_to_the_length(name: str) -> None:
    short, long = (_cost(HOSTILE[name](size)) for size in (50_000, 200_000))
    assert long < 10 * max(short, 0.001), "four times the length, and 16 times the work would be quadratic"


@pytest.mark.parametrize(
    ("subject", "prefix"),
    [
        ("Re: x", "re"),
        ("RE[2]: x", "re"),
        ("Fwd: Re: x", "fwd"),
        ("رد: x", "رد"),
        ("TR : x", "tr"),
        ("转发：x", "转发"),
        ("x", ""),
    ],
)
def test_subject_prefix_is_the_first_one(subject: str, prefix: str) -> None:
    assert subject_prefix(subject) == prefix


def test_quoting_words_are_folded() -> None:
    words = {*WORDS.wrote, *WORDS.fields, *WORDS.original, *WORDS.forwarded, *WORDS.forwarded_by, *WORDS.reply}
    assert [word for word in words if word != fold(word)] == []
    assert set(WORDS.fields.values()) == {"from", "date", "to", "cc", "subject"}
