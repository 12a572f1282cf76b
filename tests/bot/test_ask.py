"""`plazo ask` with one question: what it prints, what bad input gets, what it imports."""

import json
import signal
import subprocess
import sys
import time
import unicodedata

import pytest

from tests.bot.program import COMMAND, LONG_AFTER, Program

DEADLINE_ES = "¿Hasta cuándo se puede enviar la expresión de interés?"
KEYS = ["language", "status", "reason", "text", "facts", "options"]


def test_ask_prints_the_answer_and_the_letters_own_words(plazo: Program) -> None:
    ended = plazo.run("ask", "--now", "2019-08-01T09:00:00+02:00", DEADLINE_ES)
    assert (ended.status, ended.err) == (0, "")
    answer, *citations = ended.out.split("\n  «")
    assert "16 de agosto de 2019" in answer
    assert "CL-19/35" in answer
    assert "antes del 16 de agosto de 2019" in citations[0]
    assert all(citation.rstrip().endswith("– CL-19/35") for citation in citations)


def test_ask_json_prints_one_object_with_the_contracts_keys(plazo: Program) -> None:
    ended = plazo.run("ask", "--json", "--now", LONG_AFTER, DEADLINE_ES)
    (answer,) = ended.objects
    assert (ended.status, ended.err) == (0, "")
    assert list(answer) == KEYS
    assert (answer["language"], answer["status"], answer["reason"], answer["options"]) == ("es", "answered", None, [])
    deadline = answer["facts"][0]
    assert "antes del 16 de agosto de 2019" in deadline.pop("quote")
    assert deadline == {
        "kind": "deadline",
        "subject": "sme-session-1",
        "value": "2019-08-16",
        "letter": "CL-19/35",
        "superseded": False,
    }


@pytest.mark.parametrize("question", ["When is the WSIS Forum 2025?", "What is a good recipe for pizza?"])
def test_ask_json_of_a_refusal_has_a_reason_and_no_facts(plazo: Program, question: str) -> None:
    (answer,) = plazo.run("ask", "--json", "--now", LONG_AFTER, question).objects
    assert (answer["status"], answer["facts"]) == ("unknown", [])
    assert answer["reason"] in {"edition", "not_stated", "off_topic"}


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2019-08-04T09:00:00+02:00", "dentro de 12 días"),
        ("2019-08-04", "dentro de 12 días"),
        ("2019-08-16T23:59:59+02:00", "hoy"),
        ("2019-08-16T22:00:00+00:00", "ayer"),
        ("0002-01-01", "dentro de 2017 años"),
        ("9989-12-31", "hace 7970 años"),
    ],
)
def test_ask_now_sets_the_tense(plazo: Program, moment: str, words: str) -> None:
    ended = plazo.run("ask", "--now", moment, DEADLINE_ES)
    assert words in ended.out.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "day"), [("en", "16 August 2019"), ("fr", "16 août 2019"), ("zh", "2019年8月16日")]
)
def test_ask_lang_forces_the_language_of_the_answer(plazo: Program, language: str, day: str) -> None:
    (answer,) = plazo.run("ask", "--json", "--lang", language, DEADLINE_ES).objects
    assert answer["language"] == language
    assert day in answer["text"].replace("\u202f", " ")


def test_ask_without_a_question_reads_it_from_stdin(plazo: Program) -> None:
    (answer,) = plazo.run("ask", "--json", stdin=f"{DEADLINE_ES}\n").objects
    assert [fact["value"] for fact in answer["facts"]] == ["2019-08-16", "sme@itu.int"]


@pytest.mark.parametrize("question", ["", "   \n\t ", "🎉🎉🎉", "👋", "\u202e\u2066\u200f", "\x01\x07\x1b", "[" * 2000])
def test_ask_what_holds_no_word_gets_help(plazo: Program, question: str) -> None:
    (answer,) = plazo.run("ask", "--json", question).objects
    assert (answer["status"], answer["facts"]) == ("help", [])
    assert answer["text"]


@pytest.mark.parametrize(
    "question",
    [
        "a" * 100_000,
        "¿Cuándo es el Foro de la CMSI? " * 3_300,
        "[" * 50_000 + "]" * 50_000,
        "'; DROP TABLE letters; --",
        "1 OR 1=1 UNION SELECT password FROM users",
        '{"a":' * 900 + "1" + "}" * 900,
        "{{ 7 * 7 }} {% for x in y %}",
        "../../../etc/passwd",
    ],
    ids=["letters", "questions", "brackets", "sql", "union", "json", "template", "path"],
)
def test_ask_what_is_no_question_asserts_nothing(plazo: Program, question: str) -> None:
    ended = plazo.run("ask", "--json", stdin=question)
    (answer,) = ended.objects
    assert (ended.status, ended.err) == (0, "")
    assert answer["status"] in {"unknown", "help"}
    assert answer["facts"] == []
    assert len(answer["text"]) < 500


@pytest.mark.parametrize(
    "question",
    [
        "<b>¿Cuándo es el Foro de la CMSI 2020?</b>",
        "¿Cuándo es el\x00 Foro\x1b de la \u202eCMSI\u202c 2020?",
        "\u2066¿Cuándo es el Foro de la CMSI 2020?\u2069",
        b"\xff\xfe \xbfCu\xc3\xa1ndo es el Foro de la CMSI 2020?\xff",
    ],
    ids=["markup", "control", "bidi", "invalid-utf-8"],
)
def test_ask_a_question_amid_rubbish_is_answered_without_the_rubbish(plazo: Program, question: str | bytes) -> None:
    ended = plazo.run("ask", "--json", "--now", LONG_AFTER, stdin=question)
    (answer,) = ended.objects
    assert [fact["value"] for fact in answer["facts"]] == ["2020-06-22/..", "2020-09-07/2020-09-10"]
    assert [c for c in answer["text"] if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n"] == []
    assert "<b>" not in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lang", "de", "hola"], "lang: 'de' is unknown: expected one of ar, en, es, fr, ru, zh"),
        (["--lang", "", "hola"], "lang: '' is unknown"),
        (["--now", "yesterday", "hola"], "now: 'yesterday' is no moment: expected ISO 8601"),
        (["--now", "", "hola"], "now: '' is no moment"),
        (["--now", "2019-02-30", "hola"], "now: '2019-02-30' is no moment"),
        (["--now", "2019\n08\n01", "hola"], "now: '2019\\n08\\n01' is no moment"),
        (["--now", "0001-01-01T00:00:00+14:00", "hola"], "is no moment"),
        (["--now", "9999-12-31T23:59:59-12:00", "hola"], "is no moment"),
        (["--jsonl", "hola"], "--jsonl reads the questions from stdin"),
        (["--nonsense", "hola"], "--nonsense"),
        (["¿Cuándo", "es?"], "es?"),
        (["hola", "--now"], "--now"),
    ],
)
def test_ask_a_wrong_command_line_gets_one_line(plazo: Program, arguments: list[str], words: str) -> None:
    assert words in plazo.refusal("ask", *arguments)


@pytest.mark.parametrize("argument", ["--\x1b[31mred", "--\u202eright-to-left", b"--\xff"])
def test_ask_a_complaint_repeats_no_character_that_steers_a_terminal(plazo: Program, argument: str | bytes) -> None:
    line = plazo.refusal("ask", argument)
    assert line.isprintable()


def test_ask_imports_neither_pydantic_nor_sqlalchemy_nor_typer(plazo: Program) -> None:
    code = (
        "import sys; from bot.cli.main import main; sys.argv = ['plazo', 'ask', '--lang', 'es', 'CL-19/35']; main();"
        "print([n for n in ('pydantic', 'sqlalchemy', 'typer', 'yaml', 'pypinyin') if n in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, capture_output=True, check=True, env=plazo.environment(), timeout=60)  # warms the cache
    ended = subprocess.run(command, capture_output=True, check=True, env=plazo.environment(), timeout=60)
    assert ended.stdout.decode().splitlines()[-1] == "[]"


def test_ask_into_a_pipe_that_closes_leaves_no_traceback(plazo: Program) -> None:
    shell = f"'{COMMAND}' ask --jsonl | head -n 1"
    lines = json.dumps({"question": DEADLINE_ES}) + "\n"
    ended = subprocess.run(
        ["bash", "-c", shell],
        input=(lines * 300).encode(),
        capture_output=True,
        check=False,
        env=plazo.environment(),
        timeout=60,
    )
    assert ended.stdout.count(b"\n") == 1
    assert ended.stderr == b""


def test_ask_interrupted_ends_without_a_traceback(plazo: Program) -> None:
    with subprocess.Popen(
        [COMMAND, "ask", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plazo.environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"question": ""}\n')
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")
