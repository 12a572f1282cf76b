"""`plazo ask`: one question, or one JSON object a line."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from bot.answers import respond
from bot.cli.console import WRONG_INPUT, dim, fail, read_language, read_moment
from bot.config_file import own_letters
from bot.library import Knowledge, Sources, open_knowledge
from knowledge.query import Dialogue

_MOST_READ = 1_000_000


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        fail(f"ask: {message}")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="plazo ask", description="Answer a question from the letters, with their own words.")
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="in any of the six languages; else from stdin")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.add_argument("--jsonl", action="store_true", help="read one JSON object a line from stdin, print one a line")
    parser.add_argument("--lang", metavar="LL", help="answer in this language: ar, en, es, fr, ru or zh")
    parser.add_argument("--now", metavar="ISO8601", help="the moment of asking; by default the clock's")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="the configuration; it names the operator's letters"
    )
    return parser.parse_args(argv)


def run(argv: Sequence[str]) -> None:
    """Answer a question from the letters, with their own words.

    Args:
        argv: what stands after `plazo ask`.
    """
    wanted = _arguments(argv)
    try:
        language, moment = read_language(wanted.lang), read_moment(wanted.now)
    except ValueError as error:
        fail(str(error))
    if wanted.jsonl:
        if wanted.question is not None:
            fail("ask: --jsonl reads the questions from stdin: give no QUESTION beside it")
        sys.exit(_lines(_open(wanted.config), wanted.lang, wanted.now))
    question = wanted.question
    if question is None:
        question = "" if sys.stdin.isatty() else sys.stdin.buffer.read(_MOST_READ).decode("utf-8", "replace")
    answer = respond(question, _open(wanted.config), moment, language=language)
    if wanted.json:
        print(json.dumps(answer.as_json(), ensure_ascii=False))
        return
    print(answer.text)
    for citation in answer.citations():
        print(dim(f"  {citation}"))


def _open(config: Path | None) -> Knowledge:
    return open_knowledge(Sources(own=own_letters(config, os.environ, Path())))


def _lines(knowledge: Knowledge, lang: str | None, now: str | None) -> int:
    """Answer line by line; a line that is wrong gives an error object in its place."""
    gc.enable()  # this may run for long
    status = 0
    dialogues: dict[str, Dialogue] = {}
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            wanted = _read_line(line)
            result = _answer(wanted, knowledge, dialogues, lang, now)
        except ValueError as error:
            result, status = {"line": number, "id": None, "error": str(error)}, WRONG_INPUT
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return status


def _read_line(line: bytes) -> dict[str, Any]:
    try:
        wanted = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON in UTF-8: {str(error)[:200]}") from None
    complaint = _complaint(wanted)
    if complaint:
        raise ValueError(complaint)
    found: dict[str, Any] = wanted
    return found


def _refuse_constant(name: str) -> NoReturn:
    """Python reads NaN and Infinity, which are no JSON (:rfc:`8259`, section 6)."""
    raise ValueError(f"{name} is no JSON value")


def _complaint(wanted: object) -> str | None:
    """What is wrong with a line's value, None when nothing is."""
    if not isinstance(wanted, dict) or not isinstance(wanted.get("question"), str):
        return 'expected a JSON object with a text "question"'
    if not isinstance(wanted.get("id"), str | int | None):
        return '"id": expected a text, a whole number or null'
    wrong = [key for key in ("lang", "now", "conversation") if not isinstance(wanted.get(key), str | None)]
    return f'"{wrong[0]}": expected a text or null' if wrong else None


def _answer(
    wanted: dict[str, Any], knowledge: Knowledge, dialogues: dict[str, Dialogue], lang: str | None, now: str | None
) -> dict[str, Any]:
    language = read_language(wanted.get("lang") or lang)
    moment = read_moment(wanted.get("now") or now)
    conversation = wanted.get("conversation")
    dialogue = dialogues.get(conversation, Dialogue()) if conversation else Dialogue()
    answer = respond(wanted["question"], knowledge, moment, dialogue, language)
    if conversation:
        dialogues[conversation] = answer.reply.dialogue
    return {"id": wanted.get("id"), **answer.as_json()}
