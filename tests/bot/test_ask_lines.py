"""`plazo ask --jsonl`: one answer or one error a line, in order."""

import json

import pytest

from tests.bot.program import Program

NOW = "2019-08-01T09:00:00+02:00"


def _line(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def test_jsonl_answers_every_line_in_order_with_its_id(plazo: Program) -> None:
    lines = [
        _line(id="q1", question="¿Dónde es la primera sesión sobre las PYME?", now=NOW),
        _line(id=2, question="Whose number is +41 22 730 5877?"),
        _line(question="What is a good recipe for pizza?"),
        _line(id="q4", question=""),
    ]
    ended = plazo.run("ask", "--jsonl", stdin=b"\n".join(lines))
    assert (ended.status, ended.err) == (0, "")
    assert [answer["id"] for answer in ended.objects] == ["q1", 2, None, "q4"]
    assert [answer["status"] for answer in ended.objects] == ["answered", "answered", "unknown", "help"]
    assert list(ended.objects[0]) == ["id", "language", "status", "reason", "text", "facts", "options"]


def test_jsonl_lines_of_one_conversation_are_one_dialogue(plazo: Program) -> None:
    lines = [
        _line(id="a1", question="When is the WSIS Forum 2021?", conversation="a"),
        _line(id="b1", question="¿Cuándo es la primera sesión sobre las PYME?", conversation="b"),
        _line(id="a2", question="and who is the contact?", conversation="a"),
        _line(id="b2", question="¿y dónde?", conversation="b"),
        _line(id="alone", question="¿y dónde?"),
    ]
    answers = {answer["id"]: answer for answer in plazo.run("ask", "--jsonl", stdin=b"\n".join(lines)).objects}
    values = {name: [fact["value"] for fact in answer["facts"]] for name, answer in answers.items()}
    assert values["a2"] == ["Gitanjali Sah"]
    assert values["b2"] == ["Budapest (Hungría)"]
    assert values["alone"] == []


def test_jsonl_a_line_has_its_own_language_and_moment_else_the_options(plazo: Program) -> None:
    question = "¿Qué plazos quedan?"
    lines = [
        _line(question=question),
        _line(question=question, lang="fr"),
        _line(question=question, now="2023-01-31"),
        _line(question=question, lang=None, now=None),
    ]
    ended = plazo.run("ask", "--jsonl", "--lang", "ru", "--now", NOW, stdin=b"\n".join(lines))
    assert [answer["language"] for answer in ended.objects] == ["ru", "fr", "ru", "ru"]
    assert [len(answer["facts"]) for answer in ended.objects] == [4, 4, 1, 4]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b"nonsense", "not JSON"),
        (b'{"question": "hola"} and more', "not JSON"),
        (b'{"question": "hola"', "not JSON"),
        (b'{"question": "\xff"}', "not JSON in UTF-8"),
        (b'\xef\xbb\xbf{"question": "hola"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN, "question": "hola"}', "not JSON"),
        (b'{"id": ' + b"9" * 5_000 + b', "question": "hola"}', "not JSON"),
        (b"[1, 2]", "expected a JSON object"),
        (b'"hola"', "expected a JSON object"),
        (b"null", "expected a JSON object"),
        (b'{"id": "x"}', '"question"'),
        (b'{"id": "x", "question": null}', '"question"'),
        (b'{"id": "x", "question": 5}', '"question"'),
        (b'{"id": 1e999, "question": "hola"}', '"id"'),
        (b'{"id": ' + b"[" * 500 + b"]" * 500 + b', "question": "hola"}', '"id"'),
        (b'{"question": "hola", "now": "bad"}', "now: 'bad' is no moment"),
        (b'{"question": "hola", "now": "0001-01-01"}', "is no moment"),
        (b'{"question": "hola", "now": 5}', '"now"'),
        (b'{"question": "hola", "lang": "de"}', "lang: 'de' is unknown"),
        (b'{"question": "hola", "lang": ["es"]}', '"lang"'),
        (b'{"question": "hola", "conversation": {}}', '"conversation"'),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else "",
)
def test_jsonl_a_bad_line_gives_an_error_in_its_place_and_the_rest_go_on(
    plazo: Program, bad: bytes, words: str
) -> None:
    good = _line(id="good", question="hola")
    ended = plazo.run("ask", "--jsonl", stdin=b"\n".join([good, bad, good]) + b"\n")
    before, error, after = ended.objects
    assert (ended.status, ended.err) == (2, "")
    assert (before["status"], after["status"]) == ("help", "help")
    assert {**error, "error": ""} == {"line": 2, "id": None, "error": ""}
    assert words in error["error"]
    assert len(error["error"]) < 300


def test_jsonl_blank_lines_are_counted_and_give_nothing(plazo: Program) -> None:
    ended = plazo.run("ask", "--jsonl", stdin=b"\n  \nnonsense\n\n")
    assert [error["line"] for error in ended.objects] == [3]


def test_jsonl_of_nothing_gives_nothing(plazo: Program) -> None:
    ended = plazo.run("ask", "--jsonl")
    assert (ended.status, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize(
    "question", ["\\ud800 hola", "\\u0000hola", "hola\\u2028\\u2029", "hola\\u202e\\u2066", "hola\\n\\n"]
)
def test_jsonl_odd_characters_of_a_text_break_no_line(plazo: Program, question: str) -> None:
    ended = plazo.run("ask", "--jsonl", stdin=f'{{"id": "odd\\u2028", "question": "{question}"}}'.encode())
    assert ended.status == 0
    assert json.loads(ended.out)["status"] == "help"
    assert ended.out.count("\n") == 1


def test_jsonl_a_question_of_100_000_characters_is_told_so(plazo: Program) -> None:
    (answer,) = plazo.run("ask", "--jsonl", stdin=_line(id="long", question="¿Cuándo? " * 11_000)).objects
    assert (answer["id"], answer["status"], answer["facts"]) == ("long", "unknown", [])
